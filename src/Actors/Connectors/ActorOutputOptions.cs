namespace Weir.Actors.Connectors;

/// <summary>How a job hands records to an actor that confirms them.</summary>
public sealed record ActorOutputOptions
{
    private readonly int _batchSize = 256;
    private readonly TimeSpan _confirmationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Records in one message, at most; fewer when no more are there. At least 1.</summary>
    public int BatchSize
    {
        get => _batchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _batchSize = value;
        }
    }

    /// <summary>How long the actor may take for one message; then the subtask fails, and the records are sent again. More than zero.</summary>
    public TimeSpan ConfirmationTimeout
    {
        get => _confirmationTimeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _confirmationTimeout = value;
        }
    }
}
