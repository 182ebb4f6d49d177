namespace Weir.Operators.Streams;

/// <summary>What a checkpoint promises after a failure.</summary>
public enum CheckpointMode
{
    /// <summary>State is as if each record had been processed exactly once.</summary>
    ExactlyOnce,

    /// <summary>No record is lost; some may count twice. Inputs never wait for each other.</summary>
    AtLeastOnce,
}
