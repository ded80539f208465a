using System.Collections.Concurrent;
using Aldrava.Platform.Data;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform;

public sealed class SequentialGuidTests
{
    [Fact]
    public void They_grow_even_within_one_millisecond_and_are_of_version_seven()
    {
        var made = Enumerable.Range(0, 20_000).Select(_ => SequentialGuid.Next(TestClock.Start)).ToList();

        made.ShouldBe(made.Order());
        made.ShouldBeUnique();
        made.ShouldAllBe(id => id.Version == 7 && (id.Variant & 0b1100) == 0b1000);
    }

    [Fact]
    public void Many_threads_make_no_two_alike()
    {
        var made = new ConcurrentBag<Guid>();

        Parallel.For(0, 20_000, _ => made.Add(SequentialGuid.Next(TestClock.Start)));

        made.Distinct().Count().ShouldBe(20_000);
    }
}
