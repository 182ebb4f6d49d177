using System.Runtime.CompilerServices;
using Weir.Operators.Functions;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Browser.Jobs;

/// <summary>One of its functions throws.</summary>
internal sealed class ThrowingJob : IStreamJob
{
    public const string Message = "the price of record 500 is missing";

    public void Define(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond: 2_000)).WithName("orders")
        .KeyBy(n => n % 10).Process(() => new Pricing()).WithName("pricing")
        .SinkTo(new CollectSink<long>());

    private sealed class Pricing : KeyedProcessFunction<long, long, long>
    {
        // Compiled into its caller it would not be in the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public override void Process(long record, KeyedContext<long> context, Collector<long> output)
        {
            if (record == 500)
            {
                throw new InvalidOperationException(Message);
            }

            output.Add(record);
        }
    }
}
