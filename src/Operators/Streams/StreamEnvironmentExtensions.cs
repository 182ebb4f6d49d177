using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;

namespace Weir.Operators.Streams;

/// <summary>Weir's own sources and sinks, in short.</summary>
public static class StreamEnvironmentExtensions
{
    /// <summary>A stream of the lines of a file, or of all files of a folder. Malformed UTF-8 becomes U+FFFD.</summary>
    /// <param name="environment">The job's environment.</param>
    /// <param name="path">A file or a folder.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<string> ReadText(
        this StreamEnvironment environment, string path, TextReadOptions? options = null, string? name = null) =>
        environment.ReadText<string>(path, static (line, output) => output.Add(Encoding.UTF8.GetString(line)), options, name);

    /// <summary>A stream of what a function makes of the lines of a file, or of all files of a folder: any number of records for each line.</summary>
    /// <param name="environment">The job's environment.</param>
    /// <param name="path">A file or a folder.</param>
    /// <param name="decoder">Makes records of a line's bytes, without a string in between.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> ReadText<T>(
        this StreamEnvironment environment, string path, LineDecoder<T> decoder, TextReadOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new TextSource<T>(path, decoder, options), name);
    }

    /// <summary>A stream of generated records.</summary>
    /// <param name="environment">The job's environment.</param>
    /// <param name="count">How many; null for no end.</param>
    /// <param name="generate">Makes the record of an index, from 0; the same one each time.</param>
    /// <param name="recordsPerSecond">The rate of all subtasks together; null for as fast as possible.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> Generate<T>(
        this StreamEnvironment environment, long? count, Func<long, T> generate, double? recordsPerSecond = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new GeneratorSource<T>(count, generate, recordsPerSecond), name);
    }

    /// <summary>A stream of records generated in runs: the quick way.</summary>
    /// <param name="environment">The job's environment.</param>
    /// <param name="count">How many; null for no end.</param>
    /// <param name="fill">Makes the records of consecutive indexes; the same ones each time.</param>
    /// <param name="recordsPerSecond">The rate of all subtasks together; null for as fast as possible.</param>
    /// <param name="name">The source's name in plans and errors.</param>
    public static DataStream<T> Generate<T>(
        this StreamEnvironment environment, long? count, GeneratorFill<T> fill, double? recordsPerSecond = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new GeneratorSource<T>(count, fill, recordsPerSecond), name);
    }

    /// <summary>A stream of the elements of a collection, in order. They are copied at once.</summary>
    public static DataStream<T> FromCollection<T>(this StreamEnvironment environment, IEnumerable<T> elements, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new CollectionSource<T>(elements), name);
    }

    /// <summary>Prints the records, one a line.</summary>
    /// <param name="stream">The records.</param>
    /// <param name="format">Makes the line of a record; null for its ToString in the invariant culture.</param>
    public static StreamSink ToConsole<T>(this DataStream<T> stream, Func<T, string?>? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new ConsoleSink<T>(format));
    }
}
