using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Accounts.Organizations;

/// <summary>What the references of an agency's listings begin with.</summary>
internal static class ReferencePrefix
{
    private const int Letters = 3;
    private const string WhenNameHasNone = "AGE";

    /// <summary>The first letters of the name; from the second attempt on with a random number that makes it unlike any other.</summary>
    public static string Of(string name, int attempt)
    {
        var plain = name.Normalize(NormalizationForm.FormD).ToUpperInvariant().Where(char.IsAsciiLetterUpper).Take(Letters).ToArray();
        var prefix = plain.Length < 2 ? WhenNameHasNone : new string(plain);
        return attempt == 1 ? prefix : prefix + RandomNumberGenerator.GetInt32(10, 10_000).ToString(CultureInfo.InvariantCulture);
    }
}
