namespace Weir.State.Backends;

/// <summary>A value that can change in place, and the version from which on it is the stream's alone.</summary>
internal struct Versioned<T>
{
    public T Value;
    public int Version;
}
