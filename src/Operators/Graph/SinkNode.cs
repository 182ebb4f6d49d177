using Weir.Operators.Connectors;
using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>A sink.</summary>
/// <param name="id">Position in the order of definition.</param>
/// <param name="name">Default name.</param>
/// <param name="signature">What it does.</param>
/// <param name="sink">The user's sink.</param>
/// <param name="create">Makes the operator.</param>
/// <param name="validate">Refuses what cannot work.</param>
/// <param name="removeAbandoned">Removes what a job that has ended prepared and did not commit: (job id, kept checkpoints) → when done.</param>
internal sealed class SinkNode(
    int id,
    string name,
    string signature,
    object sink,
    Func<StreamOperator> create,
    Action? validate = null,
    Func<string, IReadOnlyList<OperatorRestore>, CancellationToken, ValueTask>? removeAbandoned = null)
    : GraphNode(id, name), IConnectorNode
{
    public override bool IsSink => true;

    public override string Signature => signature;

    /// <summary>What no other sink of the job may write to; null when the sink does not say.</summary>
    public IExclusiveOutput? ExclusiveOutput => sink as IExclusiveOutput;

    public override StreamOperator CreateOperator() => create();

    public void CheckStartup() => (sink as IStartupCheck)?.CheckStartup();

    public override void Validate() => validate?.Invoke();

    /// <summary>Removes what a job that has ended prepared and did not commit.</summary>
    /// <param name="jobId">The job, 32 hexadecimal digits.</param>
    /// <param name="kept">The sink's whole state in each of the job's checkpoints that are kept.</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    public ValueTask RemoveAbandonedAsync(string jobId, IReadOnlyList<OperatorRestore> kept, CancellationToken cancellationToken) =>
        removeAbandoned?.Invoke(jobId, kept, cancellationToken) ?? ValueTask.CompletedTask;
}
