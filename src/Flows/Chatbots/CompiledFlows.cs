using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Aldrava.Flows.Chatbots;

/// <summary>Published versions, compiled once on each node. They never change, so nothing has to be thrown away but what nobody uses.</summary>
internal sealed class CompiledFlows : IDisposable
{
    private const int AtMost = 500;
    private static readonly TimeSpan Unused = TimeSpan.FromHours(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = AtMost });

    public async Task<FlowCompilation> GetAsync(FlowsDbContext db, Guid flowId, int version, CancellationToken ct)
    {
        var key = (db.TenantId, flowId, version);
        if (_cache.TryGetValue(key, out FlowCompilation? known))
            return known!;
        var canvas = await db.FlowVersions.Where(v => v.FlowId == flowId && v.Version == version).Select(v => v.CanvasData).SingleAsync(ct);
        var compilation = FlowCompiler.Compile(canvas);
        _cache.Set(key, compilation, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Unused });
        return compilation;
    }

    public void Dispose() => _cache.Dispose();
}
