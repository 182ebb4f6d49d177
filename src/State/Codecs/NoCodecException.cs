namespace Weir.State.Codecs;

/// <summary>A type cannot be kept in state, because nothing is known that stores all of it.</summary>
public sealed class NoCodecException : Exception
{
    internal NoCodecException(Type type, string path, string reason)
        : base($"{path} cannot be kept in state or sent between subtasks: {reason}")
    {
        Type = type;
        Path = path;
    }

    /// <summary>The type that has no codec.</summary>
    public Type Type { get; }

    /// <summary>How it was reached, such as <c>Order.Customer.Connection</c>.</summary>
    public string Path { get; }
}
