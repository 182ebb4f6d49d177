using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>Counts on and on, until what its first argument names befalls it.</summary>
public sealed class MisfortuneJob : IStreamJob
{
    public const string OperatorName = "ask the pricing service";

    /// <summary>Its function throws.</summary>
    public const string Exception = "exception";

    /// <summary>Its function asks the server of the second argument, which does not answer.</summary>
    public const string TimeOut = "time-out";

    /// <summary>Its function wants more memory than the process may have.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>Nothing befalls its function.</summary>
    public const string None = "none";

    public const string Message = "the order 20 has no price";

    public const long Unlucky = 20;
    private const int TooManyBytes = 1 << 30;
    private const int Keys = 1_000;

    public void Define(StreamEnvironment environment)
    {
        var misfortune = environment.Arguments[0];
        var server = environment.Arguments is [_, var address, ..] ? new Uri(address) : null;
        environment
            .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond: 200), "orders")
            .Select(order => order == Unlucky ? Meet(misfortune, server, order) : order).WithName(OperatorName)
            .KeyBy(order => order % Keys).Count()
            .SinkTo(new CollectSink<(long Key, long Count)>());
    }

    private static long Meet(string misfortune, Uri? server, long order)
    {
        switch (misfortune)
        {
            case Exception:
                throw new InvalidOperationException(Message);
            case TimeOut:
                using (var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) })
                {
                    return client.GetStringAsync(new Uri(server!, $"/price/{order}")).GetAwaiter().GetResult().Length;
                }

            case OutOfMemory:
                return new byte[TooManyBytes].Length;
            default:
                return order;
        }
    }
}
