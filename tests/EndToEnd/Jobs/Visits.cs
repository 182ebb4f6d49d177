using System.Buffers;
using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>The job that stands in the README.</summary>
public sealed class Visits : IStreamJob
{
    public void Define(StreamEnvironment environment) => environment
        .ReadText("access-logs")
        .Where(line => line.Contains("GET "))
        .KeyBy(line => line.Split(' ')[0])
        .Count()
        .SinkTo(new FileSink<(string Visitor, long Visits)>("visits", Write));

    private static void Write(in (string Visitor, long Visits) line, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes($"{line.Visitor}\t{line.Visits}\n", output);
}
