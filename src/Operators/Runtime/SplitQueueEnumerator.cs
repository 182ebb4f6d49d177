using System.Buffers;
using Weir.Operators.Connectors;
using Weir.State.Codecs;

namespace Weir.Operators.Runtime;

/// <summary>
/// Queues the splits that a source's enumerator finds and hands out one at a time. Its state always fits together: the enumerator's
/// is taken when a discovery has ended and its splits are in the queue.
/// </summary>
internal sealed class SplitQueueEnumerator<TSplit>(ISplitEnumerator<TSplit> splits) : ISourceEnumerator
{
    private readonly Codec<TSplit> codec = Codec.For<TSplit>();
    private readonly Lock gate = new();
    private readonly Queue<TSplit> queue = new();
    private byte[] enumeratorState = [];

    public TimeSpan? DiscoveryInterval => splits.DiscoveryInterval;

    public async ValueTask StartAsync(byte[]? restoredState, CancellationToken cancellationToken)
    {
        await splits.StartAsync(restoredState is null ? null : Restore(restoredState), cancellationToken).ConfigureAwait(false);
        await DiscoverAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DiscoverAsync(CancellationToken cancellationToken)
    {
        var found = await splits.DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var state = new ArrayBufferWriter<byte>();
        splits.Snapshot(state);
        lock (gate)
        {
            foreach (var split in found)
            {
                queue.Enqueue(split);
            }

            enumeratorState = state.WrittenSpan.ToArray();
            return found.Count > 0;
        }
    }

    public SplitAssignment HandleRequest(int subtask)
    {
        lock (gate)
        {
            if (queue.TryDequeue(out var split))
            {
                return new SplitAssignment(SplitAssignmentKind.Assigned, SplitList.Encode(codec, [split]));
            }

            return new SplitAssignment(
                splits.DiscoveryInterval is null ? SplitAssignmentKind.NoMore : SplitAssignmentKind.NoneYet, default);
        }
    }

    public byte[] Snapshot(long checkpointId)
    {
        var writer = new StateWriter();
        lock (gate)
        {
            // The schema stands first, so that a later version of the split type can read it.
            var schema = new StateWriter();
            codec.Schema.Write(schema);
            writer.WriteCount(schema.Length);
            writer.WriteBytes(schema.Written);
            writer.WriteCount(enumeratorState.Length);
            writer.WriteBytes(enumeratorState);
            writer.WriteCount(queue.Count);
            foreach (var split in queue)
            {
                codec.Write(split, writer);
            }
        }

        return writer.ToArray();
    }

    public ValueTask DisposeAsync() => splits.DisposeAsync();

    private byte[] Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var schema = new StateReader(reader.ReadBytes(reader.ReadCount()));
        var written = codec.ReaderFor(CodecSchema.Read(ref schema));
        var enumerator = reader.ReadBytes(reader.ReadCount()).ToArray();
        var count = reader.ReadCount();
        for (var i = 0; i < count; i++)
        {
            queue.Enqueue(written.Read(ref reader));
        }

        return enumerator;
    }
}
