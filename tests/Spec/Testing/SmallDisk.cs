using System.Diagnostics;

namespace Weir.Spec.Testing;

/// <summary>
/// A file system of its own of some MiB, in memory, that a test can fill up. It is mounted for a process that does nothing else, and is seen
/// through that process; so it needs no rights that the machine does not give everybody, and goes with the process.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    // Any folder that each machine has: the others do not see what is over it.
    private const string MountPoint = "/mnt";
    private const int BlockBytes = 4096;

    private static readonly Lazy<string?> s_skipReason = new(Probe);

    private readonly Process _holder;
    private CancellationTokenSource _filling = new();
    private Task _filled = Task.CompletedTask;

    private SmallDisk(Process holder)
    {
        _holder = holder;
        Folder = Directory.CreateDirectory($"/proc/{holder.Id}/root{MountPoint}/disk").FullName;
    }

    /// <summary>Why there can be none on this machine; null: there can.</summary>
    public static string? SkipReason => s_skipReason.Value;

    /// <summary>In it.</summary>
    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "..", "ballast");

    public static SmallDisk Make(int sizeMebibytes)
    {
        Process holder = Process.Start(new ProcessStartInfo(
            "unshare", ["--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={sizeMebibytes}m weir {MountPoint} && echo mounted && exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        if (holder.StandardOutput.ReadLine() == "mounted")
        {
            return new SmallDisk(holder);
        }

        string said = holder.StandardError.ReadToEnd();
        holder.WaitForExit();
        holder.Dispose();
        throw new IOException($"No small disk can be mounted: {said.Trim()}");
    }

    /// <summary>Ends when nothing more can be written to it. What becomes free is used up again, until <see cref="MakeRoomAsync"/>.</summary>
    public Task FillAsync()
    {
        var isFull = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _filling.Dispose();
        _filling = new CancellationTokenSource();
        _filled = Task.Run(() => FillAsync(isFull, _filling.Token));
        return isFull.Task;
    }

    public async Task MakeRoomAsync()
    {
        await _filling.CancelAsync();
        await _filled;
        File.Delete(Ballast);
    }

    public async ValueTask DisposeAsync()
    {
        await _filling.CancelAsync();
        await _filled;
        _filling.Dispose();
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private async Task FillAsync(TaskCompletionSource isFull, CancellationToken until)
    {
        byte[] block = new byte[BlockBytes];
        await using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        while (!until.IsCancellationRequested)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                isFull.TrySetResult();

                // A file system tells nobody that something has been deleted.
                await Task.Delay(1);
            }
        }
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Only Linux has small disks for one process.";
        }

        try
        {
            SmallDisk disk = Make(1);
            disk.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return error.Message;
        }
    }
}
