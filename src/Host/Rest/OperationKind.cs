namespace Weir.Host.Rest;

/// <summary>What an operation does.</summary>
internal enum OperationKind
{
    Checkpoint,
    Savepoint,
    Disposal,
    Rescaling,
}
