namespace Weir.State;

/// <summary>Names a state of an operator. The name identifies the state in snapshots: it must stay the same from one version of a job to the next.</summary>
public abstract class StateDescriptor
{
    private protected StateDescriptor(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("A state needs a name: snapshots find it by that.", nameof(name));
        }

        Name = name;
    }

    /// <summary>The state's name, unique within its operator.</summary>
    public string Name { get; }

    /// <summary>How long what is not used is kept; null: for ever.</summary>
    public StateTtl? Ttl { get; init; }

    internal abstract StateKind Kind { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} state '{Name}'";
}
