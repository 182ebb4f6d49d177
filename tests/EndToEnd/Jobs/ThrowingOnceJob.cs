using System.Buffers;
using System.Globalization;
using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>Copies numbers, and throws once on the way. Arguments: input, output, a file that remembers that it has thrown.</summary>
public sealed class ThrowingOnceJob : IStreamJob
{
    public void Define(StreamEnvironment environment)
    {
        var marker = environment.Arguments[2];
        environment
            .FromSource(new TextSource<string>(environment.Arguments[0], static (line, output) => output.Add(Encoding.UTF8.GetString(line))))
            .Select(line => ThrowOnce(line, marker))
            .SinkTo(new FileSink<string>(environment.Arguments[1], static (in string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value + "\n", output)));
    }

    private static string ThrowOnce(string line, string marker)
    {
        if (int.Parse(line, CultureInfo.InvariantCulture) == 500 && !File.Exists(marker))
        {
            File.WriteAllText(marker, "");
            throw new InvalidOperationException("thrown once");
        }

        return line;
    }
}
