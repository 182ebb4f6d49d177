using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Savepoints;

namespace Weir.Operators.Channels;

/// <summary>Each record goes to the subtask that owns its key's group; its key's hash travels with it.</summary>
internal sealed class KeyedPartitioning<TKey, T>(Func<T, TKey> selectKey) : Partitioning<T>, IKeyEncoding
{
    public (byte[] Key, uint Hash) Encode(JsonElement key)
    {
        var codec = Codec.For<TKey>();
        var writer = new StateWriter();
        SchemaJsonReader.Write(codec.Schema, key, writer);
        var reader = new StateReader(writer.Written);
        return (writer.ToArray(), KeyHasher<TKey>.Default.Hash(codec.Read(ref reader)));
    }

    public override string Name => "keyed";

    public override int? TargetOf(T record, uint hash, int maxParallelism, int parallelism) =>
        KeyGroups.SubtaskOf(KeyGroups.Of(hash, maxParallelism), maxParallelism, parallelism);

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context, selectKey);

    private sealed class Output : ChannelOutput<T>
    {
        /// <summary>Up to here it costs less to write a record to both batches than to guess which one it belongs to.</summary>
        private const int LargestWrittenTwiceBytes = 32;

        private readonly KeyHasher<TKey> hasher = KeyHasher<TKey>.Default;
        private readonly KeySelection<T, TKey> keys;
        private readonly uint[] hashes = new uint[RecordBatch.DefaultCapacity];

        /// <summary>The target subtask of each key group.</summary>
        private readonly ushort[] channelOfGroup;

        /// <summary>With two targets: from this hash on, the second one's.</summary>
        private readonly uint firstHashOfSecond;

        public Output(ChannelOutputContext context, Func<T, TKey> selectKey)
            : base(context)
        {
            keys = new KeySelection<T, TKey>(selectKey);
            channelOfGroup = new ushort[context.TargetMaxParallelism];
            for (var group = 0; group < channelOfGroup.Length; group++)
            {
                channelOfGroup[group] = (ushort)KeyGroups.SubtaskOf(group, context.TargetMaxParallelism, Writers.Length);
            }

            if (Writers.Length == 2)
            {
                // The smallest hash whose group is the second target's first one; see KeyGroups.Of.
                var start = (ulong)KeyGroups.RangeFor(context.TargetMaxParallelism, 2, 1).Start << 32;
                var groups = (ulong)context.TargetMaxParallelism;
                firstHashOfSecond = (uint)((start + groups - 1) / groups);
            }
        }

        public override void Process(in Records<T> records)
        {
            for (var start = 0; start < records.Count; start += keys.Capacity)
            {
                var part = records.Slice(start, Math.Min(keys.Capacity, records.Count - start));
                hasher.Hash(keys.Select(part, Context.Producer), hashes);
                var hashed = new Records<T>(part.Items, part.Timestamps, hashes.AsSpan(0, part.Count));
                if (Writers.Length == 1)
                {
                    Append(0, hashed);
                }
                else if (hashed.IsTimed)
                {
                    ScatterTimed(hashed);
                }
                else if (Writers.Length == 2 && !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= LargestWrittenTwiceBytes)
                {
                    ScatterToTwo(hashed);
                }
                else
                {
                    Scatter(hashed);
                }
            }

            keys.Clear(records.Count);
        }

        private void Scatter(in Records<T> records)
        {
            PrepareAll(timed: false);
            var items = records.Items;
            var itemHashes = records.Hashes[..items.Length];
            var groups = (uint)channelOfGroup.Length;
            ref var channels = ref MemoryMarshal.GetArrayDataReference(channelOfGroup);
            ref var slots = ref MemoryMarshal.GetReference(Pending);
            for (var i = 0; i < items.Length; i++)
            {
                var hash = itemHashes[i];
                int channel = Unsafe.Add(ref channels, (nint)(((ulong)hash * groups) >> 32));
                ref var slot = ref Unsafe.Add(ref slots, channel);
                var at = slot.Count;
                slot.Items[at] = items[i];
                slot.Hashes![at] = hash;
                slot.Count = ++at;
                if (at == slot.Items.Length)
                {
                    Send(channel);
                    Prepare(channel, timed: false, hashed: true);
                }
            }
        }

        private void ScatterTimed(in Records<T> records)
        {
            PrepareAll(timed: true);
            var items = records.Items;
            var itemHashes = records.Hashes[..items.Length];
            var timestamps = records.Timestamps[..items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                var hash = itemHashes[i];
                int channel = channelOfGroup[KeyGroups.Of(hash, channelOfGroup.Length)];
                ref var slot = ref Pending[channel];
                var at = slot.Count;
                slot.Items[at] = items[i];
                slot.Hashes![at] = hash;
                slot.Timestamps![at] = timestamps[i];
                slot.Count = ++at;
                if (at == slot.Items.Length)
                {
                    Send(channel);
                    Prepare(channel, timed: true, hashed: true);
                }
            }
        }

        /// <summary>
        /// Writes each record to both batches and moves on in the one that it belongs to: no branch to guess, no count to wait for in memory.
        /// What stands behind the end of a batch is nothing; records with references would be kept alive by it.
        /// </summary>
        private void ScatterToTwo(in Records<T> records)
        {
            var rest = records;
            while (rest.Count > 0)
            {
                PrepareAll(timed: false);
                ref var first = ref Pending[0];
                ref var second = ref Pending[1];
                var free = Math.Min(first.Items.Length - first.Count, second.Items.Length - second.Count);
                var count = Math.Min(free, rest.Count);
                SplitInTwo(rest.Items[..count], rest.Hashes, ref first, ref second);
                for (var channel = 0; channel < 2; channel++)
                {
                    if (Pending[channel].Count == Pending[channel].Items.Length)
                    {
                        Send(channel);
                    }
                }

                rest = rest.Slice(count, rest.Count - count);
            }
        }

        private void SplitInTwo(ReadOnlySpan<T> items, ReadOnlySpan<uint> itemHashes, ref PendingBatch<T> first, ref PendingBatch<T> second)
        {
            itemHashes = itemHashes[..items.Length];
            ref var firstItems = ref first.Items[first.Count];
            ref var firstHashes = ref first.Hashes![first.Count];
            ref var secondItems = ref second.Items[second.Count];
            ref var secondHashes = ref second.Hashes![second.Count];
            nint inFirst = 0;
            nint inSecond = 0;
            for (var i = 0; i < items.Length; i++)
            {
                var item = items[i];
                var hash = itemHashes[i];
                Unsafe.Add(ref firstItems, inFirst) = item;
                Unsafe.Add(ref firstHashes, inFirst) = hash;
                Unsafe.Add(ref secondItems, inSecond) = item;
                Unsafe.Add(ref secondHashes, inSecond) = hash;
                nint isSecond = hash >= firstHashOfSecond ? 1 : 0;
                inSecond += isSecond;
                inFirst += 1 - isSecond;
            }

            first.Count += (int)inFirst;
            second.Count += (int)inSecond;
        }

        private void PrepareAll(bool timed)
        {
            for (var channel = 0; channel < Writers.Length; channel++)
            {
                Prepare(channel, timed, hashed: true);
            }
        }
    }
}
