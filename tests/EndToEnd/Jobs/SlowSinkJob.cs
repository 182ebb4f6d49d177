using System.Buffers;
using System.Globalization;
using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>
/// Counts by key, and writes each count on a line. Its first argument is the folder, its second how many milliseconds the
/// last step takes for a record: much longer than all else.
/// </summary>
public sealed class SlowSinkJob : IStreamJob
{
    public const int Keys = 100;
    public const int RecordsPerKey = 3_000;

    /// <summary>A slow service: it takes the time that it takes.</summary>
    private static readonly ManualResetEventSlim Never = new();

    public void Define(StreamEnvironment environment)
    {
        var delay = TimeSpan.FromMilliseconds(int.Parse(environment.Arguments[1], CultureInfo.InvariantCulture));
        environment
            .FromSource(new GeneratorSource<long>(Keys * RecordsPerKey, n => n % Keys)).WithUid("numbers")
            .KeyBy(key => key).Count().WithUid("count")
            .Rebalance()
            .Select(counted =>
            {
                Never.Wait(delay);
                return counted;
            }).WithUid("slow")
            .SinkTo(new FileSink<(long Key, long Count)>(environment.Arguments[0], Write)).WithUid("lines");
    }

    private static void Write(in (long Key, long Count) line, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.Key}\t{line.Count}\n"), output);
}
