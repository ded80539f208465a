using System.Globalization;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Diary;

/// <summary>Times as customers read them. Short names of days and months are our own: those of the system differ from version to version.</summary>
internal sealed class SlotText(ErrorMessages messages)
{
    /// <summary>"qui 12 mar, 15:00": fits into a row of a WhatsApp list.</summary>
    public string Short(DateTimeOffset at, CultureInfo language) =>
        messages.Get("slot.short", language, [Word("slot.days", (int)at.DayOfWeek, language), at.Day, Word("slot.months", at.Month - 1, language), Clock(at)]);

    /// <summary>"quinta-feira, 12 de março, às 15:00".</summary>
    public string Long(DateTimeOffset at, CultureInfo language) =>
        messages.Get("slot.long", language, [at.ToString(messages.Get("slot.long_date", language), language), Clock(at)]);

    private string Word(string key, int index, CultureInfo language) => messages.Get(key, language).Split(' ')[index];

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
}
