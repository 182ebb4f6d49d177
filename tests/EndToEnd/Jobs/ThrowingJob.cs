using System.Globalization;
using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>Parses numbers, and throws at the first line that is none. Argument: the input.</summary>
public sealed class ThrowingJob : IStreamJob
{
    public const string OperatorName = "parse numbers";

    public void Define(StreamEnvironment environment) =>
        environment
            .FromSource(new TextSource<string>(environment.Arguments[0], static (line, output) => output.Add(Encoding.UTF8.GetString(line))), "lines")
            .Select(ParseStrictly).WithName(OperatorName)
            .SinkTo(new ConsoleSink<int>());

    public static int ParseStrictly(string line) => int.Parse(line, CultureInfo.InvariantCulture);
}
