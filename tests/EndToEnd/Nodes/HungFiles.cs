using System.Runtime.InteropServices;

namespace Weir.EndToEnd.Nodes;

/// <summary>
/// Whoever opens a file of a mounted file system waits until this is disposed, as with a server of files that does not answer. Linux, with
/// the right to decide on what others open.
/// </summary>
internal sealed partial class HungFiles : IDisposable
{
    // fanotify(7): who opens is asked for leave, which nobody gives until the descriptor is closed.
    private const uint DecidesOnContent = 0x4;
    private const uint CloseOnExecute = 0x1;
    private const uint AddMount = 0x1 | 0x10;
    private const ulong OnOpen = 0x10000;
    private const int FromWorkingFolder = -100;

    private readonly int _descriptor;

    private HungFiles(int descriptor) => _descriptor = descriptor;

    /// <summary>Whether this machine lets tests do so.</summary>
    public static bool IsPermitted { get; } = Try();

    /// <param name="mount">Where it is mounted, as this process sees it.</param>
    public static HungFiles Begin(string mount)
    {
        var descriptor = Init(DecidesOnContent | CloseOnExecute, 0);
        descriptor.ShouldBeGreaterThanOrEqualTo(0, $"fanotify_init: error {Marshal.GetLastPInvokeError()}");
        var files = new HungFiles(descriptor);
        if (Mark(descriptor, AddMount, OnOpen, FromWorkingFolder, mount) != 0)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            files.Dispose();
            throw new InvalidOperationException($"fanotify_mark of {mount}: {error}");
        }

        return files;
    }

    public void Dispose() => _ = Close(_descriptor);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || Init(DecidesOnContent | CloseOnExecute, 0) is not (>= 0 and var descriptor))
        {
            return false;
        }

        _ = Close(descriptor);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "fanotify_init", SetLastError = true)]
    private static partial int Init(uint flags, uint eventFlags);

    [LibraryImport("libc", EntryPoint = "fanotify_mark", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mark(int descriptor, uint flags, ulong mask, int folder, string path);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
