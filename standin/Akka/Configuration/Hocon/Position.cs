namespace Akka.Configuration.Hocon;

/// <summary>A place in a text; lines and columns count from 1.</summary>
internal readonly record struct Position(string Source, int Line, int Column)
{
    public override string ToString() => $"{Source}({Line},{Column})";

    internal FormatException Error(string message) => new($"{this}: {message}");
}
