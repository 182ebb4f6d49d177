namespace Weir.Actors.Connectors;

/// <summary>How a job takes records from actors.</summary>
public sealed record ActorInputOptions
{
    private readonly int _capacity = 1024;

    /// <summary>Records that a part of the input holds for its subtask. As many again may wait to be accepted; any more are rejected. At least 1.</summary>
    public int Capacity
    {
        get => _capacity;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _capacity = value;
        }
    }

    /// <summary>Whether each subtask of the source opens an input of its own; else the first alone does.</summary>
    public bool IsPartitioned { get; init; }
}
