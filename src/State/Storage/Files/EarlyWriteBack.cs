using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.State.Storage.Files;

/// <summary>Has the disk begin with what is written, so that little is left to wait for when the file is flushed. That is what makes it durable.</summary>
internal static partial class EarlyWriteBack
{
    private const uint BeginWriting = 2;

    private static volatile bool s_isMissing = !OperatingSystem.IsLinux();

    /// <summary>A hint: where the system does not take it, or fails, the flush does all of it, and says so.</summary>
    public static void Begin(SafeFileHandle file, long offset, long length)
    {
        if (s_isMissing)
        {
            return;
        }

        try
        {
            _ = SyncFileRange(file, offset, length, BeginWriting);
        }
        catch (EntryPointNotFoundException)
        {
            s_isMissing = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
