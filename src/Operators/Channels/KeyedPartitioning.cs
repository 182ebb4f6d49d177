using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.State.Keys;

namespace Weir.Operators.Channels;

/// <summary>Each record goes to the subtask that owns its key's group; its key's hash travels with it.</summary>
internal sealed class KeyedPartitioning<TKey, T>(Func<T, TKey> selectKey) : Partitioning<T>
{
    public override string Name => "keyed";

    public override ChannelOutput<T> CreateOutput(ChannelOutputContext context) => new Output(context, selectKey);

    private sealed class Output : ChannelOutput<T>
    {
        private readonly Func<T, TKey> selectKey;
        private readonly KeyHasher<TKey> hasher = KeyHasher<TKey>.Default;
        private readonly TKey[] keys = new TKey[RecordBatch.DefaultCapacity];
        private readonly uint[] hashes = new uint[RecordBatch.DefaultCapacity];

        /// <summary>The target subtask of each key group.</summary>
        private readonly ushort[] channelOfGroup;

        public Output(ChannelOutputContext context, Func<T, TKey> selectKey)
            : base(context)
        {
            this.selectKey = selectKey;
            channelOfGroup = new ushort[context.TargetMaxParallelism];
            for (var group = 0; group < channelOfGroup.Length; group++)
            {
                channelOfGroup[group] = (ushort)KeyGroups.SubtaskOf(group, context.TargetMaxParallelism, Writers.Length);
            }
        }

        public override void Process(in Records<T> records)
        {
            for (var start = 0; start < records.Count; start += keys.Length)
            {
                var part = records.Slice(start, Math.Min(keys.Length, records.Count - start));
                SelectKeys(part);
                hasher.Hash(keys.AsSpan(0, part.Count), hashes);
                var hashed = new Records<T>(part.Items, part.Timestamps, hashes.AsSpan(0, part.Count));
                if (Writers.Length == 1)
                {
                    Append(0, hashed);
                }
                else
                {
                    Scatter(hashed);
                }
            }

            if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
            {
                Array.Clear(keys);
            }
        }

        private void SelectKeys(in Records<T> records)
        {
            var items = records.Items;
            var target = keys.AsSpan(0, items.Length);
            var i = 0;
            try
            {
                for (; i < items.Length; i++)
                {
                    target[i] = selectKey(items[i]);
                }
            }
            catch (Exception e)
            {
                throw OperatorFailure.At(Context.Producer, records, i, e);
            }
        }

        private void Scatter(in Records<T> records)
        {
            for (var channel = 0; channel < Writers.Length; channel++)
            {
                Prepare(channel, records.IsTimed, hashed: true);
            }

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
                if (records.IsTimed)
                {
                    slot.Timestamps![at] = records.Timestamps[i];
                }

                slot.Count = ++at;
                if (at == slot.Items.Length)
                {
                    Send(channel);
                    Prepare(channel, records.IsTimed, hashed: true);
                }
            }
        }
    }
}
