namespace Weir.Testing.Faults;

/// <summary>Steps of a checkpoint storage that may go wrong.</summary>
internal enum StorageStep
{
    SlowWrite,
    Write,
    TornWrite,
    Metadata,
    MetadataAnswer,
    Read,
    Verify,
}
