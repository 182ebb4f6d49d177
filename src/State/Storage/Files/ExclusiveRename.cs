using System.Runtime.InteropServices;

namespace Weir.State.Storage.Files;

/// <summary>
/// Gives a file its final name only where nobody has that name, in one step. The move of .NET looks first and renames then:
/// of two processes that do it at once the second one wins, and the first one does not know.
/// </summary>
internal static partial class ExclusiveRename
{
    private const int NotPermitted = 1;
    private const int Exists = 17;
    private const int CrossesDevices = 18;
    private const int NotSupported = 95;

    /// <returns>False when there is a file of that name; the other one keeps its own then.</returns>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public static bool TryMove(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveWithoutLinks(from, to);
        }

        if (Link(from, to) == 0)
        {
            File.Delete(from);
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => false,
            NotPermitted or CrossesDevices or NotSupported => TryMoveWithoutLinks(from, to),
            var error => throw new IOException($"Could not rename {from} to {to}: {Marshal.GetPInvokeErrorMessage(error)}."),
        };
    }

    /// <summary>What there is on Windows, where it is one step, and on file systems without hard links, where it is not.</summary>
    private static bool TryMoveWithoutLinks(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
