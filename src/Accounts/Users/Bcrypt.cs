using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Aldrava.Accounts.Users;

/// <summary>Checks the bcrypt hashes of the old databases with the system's libcrypt, where there is one.</summary>
internal static partial class Bcrypt
{
    private const string Library = "libcrypt.so.1";

    /// <summary>More bytes than these bcrypt never read; the old systems cut them off without a word.</summary>
    private const int BytesRead = 72;

    /// <summary>sizeof(struct crypt_data).</summary>
    private const int Workspace = 32768;

    private static readonly Lazy<bool> Loaded = new(() => NativeLibrary.TryLoad(Library, out _));

    public static bool IsAvailable => Loaded.Value;

    /// <summary>Costs above 16 take seconds: no hash of ours, and too good a way to keep the server busy.</summary>
    public static bool IsHash(string hash) => Form().IsMatch(hash);

    public static bool Verify(string hash, string password)
    {
        var phrase = Encoding.UTF8.GetBytes(password);
        var terminated = new byte[Math.Min(phrase.Length, BytesRead) + 1];
        phrase.AsSpan(0, terminated.Length - 1).CopyTo(terminated);
        // The answer stands, ended by a NUL, at the beginning of the workspace; the pointer that comes back only says whether there is one.
        var workspace = new byte[Workspace];
        if (Crypt(terminated, hash, workspace, Workspace) == 0)
            return false;
        var computed = workspace.AsSpan(0, Array.IndexOf(workspace, (byte)0));
        return CryptographicOperations.FixedTimeEquals(computed, Encoding.ASCII.GetBytes(hash));
    }

    [LibraryImport(Library, EntryPoint = "crypt_rn", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Crypt(byte[] phrase, string setting, byte[] data, int size);

    [GeneratedRegex(@"^\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
