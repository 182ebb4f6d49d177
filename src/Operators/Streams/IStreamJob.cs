namespace Weir.Operators.Streams;

/// <summary>A job: a class with a constructor without parameters, whose <see cref="Define"/> describes what to compute.</summary>
public interface IStreamJob
{
    /// <summary>Builds the graph. May be called several times, on different machines, and must build the same each time.</summary>
    void Define(StreamEnvironment environment);
}
