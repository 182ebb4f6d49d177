using Weir.Operators.Runtime;


namespace Weir.Operators.Graph;

/// <summary>What the coordinator needs of a source, whatever its types.</summary>
internal interface ISourceNode
{
    bool IsBounded { get; }

    ISourceEnumerator CreateEnumerator(string jobName, int parallelism);
}
