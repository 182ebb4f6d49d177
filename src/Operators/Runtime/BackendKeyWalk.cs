using Weir.Operators.Functions;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>A walk through the keys of a state in a backend.</summary>
internal sealed class BackendKeyWalk<TKey> : KeyWalk<TKey>
{
    private readonly KeyedStateBackend<TKey> backend;
    private readonly KeyedTimers<TKey> timers;
    private readonly KeyBinding? binding;
    private readonly string state;
    private readonly IEnumerator<TKey> keys;
    private bool isVisiting;

    public BackendKeyWalk(KeyedStateBackend<TKey> backend, KeyedTimers<TKey> timers, KeyBinding? binding, StateDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        this.backend = backend;
        this.timers = timers;
        this.binding = binding;
        state = descriptor.Name;
        keys = backend.Keys(state).GetEnumerator();
    }

    public override bool Step(int most, Action<TKey> visit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, "keys");
        ArgumentNullException.ThrowIfNull(visit);
        if (isVisiting)
        {
            throw new InvalidOperationException("A walk through the keys goes on when the visit of a key has ended, and not within it.");
        }

        var (key, hash, wasBound) = (timers.Key, timers.Hash, binding?.IsBound ?? true);
        isVisiting = true;
        try
        {
            for (var visited = 0; !IsDone && visited < most;)
            {
                if (!keys.MoveNext())
                {
                    IsDone = true;
                    break;
                }

                var next = keys.Current;
                timers.SetKey(in next, backend.Context.Hasher.Hash(in next));
                if (backend.Has(state))
                {
                    Bind(true);
                    visited++;
                    Visited++;
                    visit(next);
                }
            }
        }
        finally
        {
            isVisiting = false;
            Bind(wasBound);
            timers.SetKey(in key, hash);
        }

        return !IsDone;
    }

    private void Bind(bool isBound)
    {
        if (binding is not null)
        {
            binding.IsBound = isBound;
        }
    }
}
