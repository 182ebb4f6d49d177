using Weir.Operators.Functions;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Samples.Arguments;
using Weir.State;

namespace Weir.Samples.WordCount;

/// <summary>
/// Counts the words of a text: for each occurrence of a word a line <c>word(TAB)count</c>, the count running from 1. Words are maximal runs of
/// letters and digits, lower-cased invariantly.
/// </summary>
public sealed class WordCountJob : IStreamJob
{
    private static readonly JobOption Input = new("--input", "FILE|DIR");
    private static readonly JobOption Output = new("--output", "DIR");
    private static readonly JobOption Passes = new("--passes", "N");
    private static readonly JobOption Rate = new("--lines-per-second", "N");

    /// <inheritdoc/>
    public void Define(StreamEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var arguments = new JobArguments(environment.Arguments, Input, Output, Passes, Rate);
        var input = arguments.RequiredText(Input.Name);
        var output = arguments.RequiredText(Output.Name);
        var options = new TextReadOptions
        {
            Passes = arguments.Number(Passes.Name, 1, int.MaxValue) ?? 1,
            LinesPerSecond = arguments.Number(Rate.Name, 0.001, 1e12),
        };

        environment
            .ReadText<Utf8Text>(input, ReadWords, options)
            .WithName("words").WithUid("words")
            .KeyBy(static word => word)
            .Count()
            .WithName("count").WithUid("count")
            .SinkTo(new FileSink<(Utf8Text Word, long Count)>(output, CountLines.Write))
            .WithName("counts").WithUid("counts");
    }

    /// <summary>Emits the words of a line.</summary>
    public static void ReadWords(ReadOnlySpan<byte> line, Collector<Utf8Text> output)
    {
        var emitter = new WordEmitter(output);
        WordTokenizer.Tokenize(line, ref emitter);
        emitter.Complete();
    }
}
