using Weir.Operators.Connectors;
using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>A sink.</summary>
internal sealed class SinkNode(int id, string name, string signature, object sink, Func<StreamOperator> create, Action? validate = null)
    : GraphNode(id, name), IConnectorNode
{
    public override bool IsSink => true;

    public override string Signature => signature;

    public override StreamOperator CreateOperator() => create();

    public void CheckStartup() => (sink as IStartupCheck)?.CheckStartup();

    public override void Validate() => validate?.Invoke();
}
