namespace Weir.State.Storage.Files;

/// <summary>
/// A file that the process running a job holds open, so that no other process runs it too: both would write the same
/// checkpoints and the same output. The operating system lets go of it when the process ends, even when it is killed;
/// the file itself stays, for removing it could take another's lock away.
/// </summary>
internal static class JobLockFile
{
    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows.
    private const int WouldBlock = 11;
    private const int WouldBlockOnApple = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <exception cref="StorageException">Another process runs the job, or the file cannot be made.</exception>
    public static IDisposable Acquire(string jobFolder, string jobId)
    {
        string path = Path.Combine(jobFolder, JobFolder.LockFile);
        try
        {
            Directory.CreateDirectory(jobFolder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult is WouldBlock or WouldBlockOnApple or SharingViolation)
        {
            throw new StorageException($"Job {jobId} is being run already: a process holds {path}. Wait until it has ended, or end it.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"Lock job {jobId} with {path}: {error.Message}", error);
        }
    }
}
