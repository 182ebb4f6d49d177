using Weir.Operators.Connectors;
using Weir.Operators.Runtime;
using Weir.Operators.Transforms;
using Weir.State.Codecs;

namespace Weir.Operators.Graph;

/// <summary>A source.</summary>
internal sealed class SourceNode<T, TSplit>(int id, string name, ISource<T, TSplit> source) : GraphNode(id, name), ISourceNode, IConnectorNode
{
    public override bool IsSource => true;

    public bool IsBounded => source.IsBounded;

    public override string Signature => $"source {TypeText.Of(typeof(T))} by {TypeText.Of(typeof(TSplit))}";

    public override StreamOperator CreateOperator() => new SourceOperator<T, TSplit>(source);

    public ISourceEnumerator CreateEnumerator(string jobName, int parallelism) =>
        new SplitQueueEnumerator<TSplit>(source.CreateEnumerator(new EnumeratorContext(jobName, Name, parallelism)));

    public void CheckStartup() => (source as IStartupCheck)?.CheckStartup();

    public override void Validate() => Codec.For<TSplit>();
}
