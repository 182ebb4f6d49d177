using System.Runtime.InteropServices;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>The folder that a sink writes to.</summary>
internal sealed partial class OutputFolder(string path)
{
    private const int ReadOnlyOpen = 0;

    public string Path => path;

    public string PathOf(string name) => System.IO.Path.Combine(path, name);

    public void Create() => Guard("created", path, () => Directory.CreateDirectory(path));

    /// <summary>Names of the files that match a pattern.</summary>
    public List<string> List(string pattern)
    {
        var names = new List<string>();
        Guard("listed", path, () =>
        {
            foreach (var file in Directory.EnumerateFiles(path, pattern, AllFiles))
            {
                names.Add(System.IO.Path.GetFileName(file));
            }
        });
        return names;
    }

    public void Delete(string name) => Guard("deleted", PathOf(name), () => File.Delete(PathOf(name)));

    /// <summary>Gives a file another name in one step. <paramref name="to"/> must not exist: see the remark.</summary>
    /// <remarks>
    /// Without "overwrite" the runtime makes a second name and then removes the first, or even copies, and a crash between leaves both;
    /// with it there is one name at any time.
    /// </remarks>
    public static void Rename(string from, string to, string action) => Guard(action, from, () => File.Move(from, to, overwrite: true));

    /// <summary>Makes the names of new and renamed files durable.</summary>
    public void Flush()
    {
        // Windows keeps names in its journal and has no call for this.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = OpenFolder(path, ReadOnlyOpen);
        if (descriptor < 0)
        {
            throw Failure("opened", path, Marshal.GetLastPInvokeErrorMessage(), null);
        }

        // A file system that cannot flush a folder says so; it does not need it either.
        var result = FlushFolder(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = CloseFolder(descriptor);
        if (result != 0 && error is not (InvalidArgument or NotSupported))
        {
            throw Failure("flushed to disk", path, Marshal.GetPInvokeErrorMessage(error), null);
        }
    }

    /// <summary>Checks, without leaving anything behind, that files can be written here.</summary>
    public void CheckWritable()
    {
        var folder = path;
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
            {
                throw new ConnectorException($"Output folder '{path}' cannot be used: '{folder}' is a file. Name a folder.");
            }

            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new ConnectorException($"Output folder '{path}' cannot be used: it has no folder above it that exists.");
        }

        var probe = System.IO.Path.Combine(folder, $".weir-write-check-{Guid.NewGuid():N}");
        Guard("written to", folder, () => new FileStream(
            probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose());
    }

    /// <summary>Does something with a file or folder, and says what and with which one if it fails.</summary>
    public static void Guard(string action, string subject, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(action, subject, exception.Message, exception);
        }
    }

    private const int InvalidArgument = 22;
    private const int NotSupported = 95;

    private static EnumerationOptions AllFiles => new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static ConnectorException Failure(string action, string subject, string reason, Exception? cause)
    {
        var message = $"Output '{subject}' cannot be {action}: {reason}";
        return cause is null ? new ConnectorException(message) : new ConnectorException(message, cause);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string folder, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushFolder(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFolder(int descriptor);
}
