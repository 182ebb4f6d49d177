using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>An operator between sources and sinks.</summary>
internal sealed class OperatorNode(int id, string name, string signature, Func<StreamOperator> create, Action? validate = null)
    : GraphNode(id, name)
{
    public override string Signature => signature;

    public override StreamOperator CreateOperator() => create();

    public override void Validate() => validate?.Invoke();
}
