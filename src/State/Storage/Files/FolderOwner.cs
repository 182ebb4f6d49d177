using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.State.Storage.Files;

/// <summary>Whose a folder is.</summary>
internal static partial class FolderOwner
{
    // Of statx(2), whose layout is the same on all of Linux.
    private const int CurrentFolder = -100;
    private const uint OwnerOnly = 0x8;
    private const int StatusBytes = 256;
    private const int OwnerOffset = 20;

    /// <summary>Whether it is this process's user's. On Windows, where that says nothing of who may write there: always.</summary>
    /// <exception cref="IOException">It cannot be found out.</exception>
    public static bool IsOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        if (OperatingSystem.IsLinux())
        {
            Span<byte> status = stackalloc byte[StatusBytes];
            return Status(CurrentFolder, folder, 0, OwnerOnly, status) == 0
                ? BinaryPrimitives.ReadUInt32LittleEndian(status[OwnerOffset..]) == EffectiveUser()
                : throw new IOException($"Whose the folder {folder} is cannot be found out: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        try
        {
            // Only the owner may set it, even to what it is. (The superuser may, too.)
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
