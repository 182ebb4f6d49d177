using System.Buffers;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Deals the parts of an input. Their number stays as it was when the job first started.</summary>
internal sealed class PartEnumerator<TOffset>(int count) : ISplitEnumerator<InputPart<TOffset>>
{
    private bool _isComplete;

    public TimeSpan? DiscoveryInterval => null;

    public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
    {
        _isComplete = restoredState is { Length: > 0 } state && state.Span[0] != 0;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<InputPart<TOffset>>> DiscoverAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<InputPart<TOffset>> parts =
            _isComplete ? [] : [.. Enumerable.Range(0, count).Select(index => new InputPart<TOffset>(index, count, []))];
        _isComplete = true;
        return ValueTask.FromResult(parts);
    }

    public void Snapshot(IBufferWriter<byte> output) => output.Write([_isComplete ? (byte)1 : (byte)0]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
