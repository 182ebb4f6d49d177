using Weir.Operators.Connectors;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

internal static class SinkContexts
{
    public static SinkContext Of(OperatorContext context)
    {
        var environment = context.Environment;
        return new SinkContext(
            environment.JobId, environment.JobName, context.Name, context.SubtaskIndex, context.Parallelism, environment.Attempt, environment.TimeProvider)
        {
            Warn = environment.Warn,
            Host = environment.Host,
        };
    }
}
