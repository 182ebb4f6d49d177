using System.Runtime.InteropServices;

namespace Weir.State.Storage.Files;

/// <summary>Gives a file a second name, under which it stays when the first is deleted.</summary>
internal static partial class HardLink
{
    private const int Exists = 17;

    /// <summary>Does nothing when there is a file of that name already.</summary>
    /// <exception cref="IOException">It cannot be done; a file that is not there, too.</exception>
    public static void Create(string existing, string added)
    {
        if (OperatingSystem.IsWindows())
        {
            // As good for whoever reads it, and dearer.
            if (!File.Exists(added))
            {
                File.Copy(existing, added);
            }

            return;
        }

        if (Link(existing, added) != 0 && Marshal.GetLastPInvokeError() is var error and not Exists)
        {
            throw new IOException($"Link {added} to {existing}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <summary>The same of a file that never changes, where that costs nothing.</summary>
    /// <returns>False: there is no second name, be it that the file is on another disk or of a system without such names.</returns>
    public static bool TryCreate(string existing, string added) =>
        !OperatingSystem.IsWindows() && (Link(existing, added) == 0 || Marshal.GetLastPInvokeError() == Exists);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);
}
