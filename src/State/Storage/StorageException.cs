namespace Weir.State.Storage;

/// <summary>Storage could not do something: a directory isn't writable, a disk is full, a file is missing.</summary>
internal sealed class StorageException : IOException
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Trying again cannot help; else it may, a moment later.</summary>
    public bool IsPermanent { get; init; }
}
