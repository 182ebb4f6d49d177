using Weir.State.Backends;

namespace Weir.State.Expiry;

/// <summary>With each access to a state, looks at a few of its keys in turn and takes out what has expired.</summary>
internal sealed class KeySweep<TKey>(HeapStateBackend<TKey> backend, string state, ExpiryRule rule, Action clean)
{
    private IEnumerator<TKey>? _keys;
    private long _nextRound = long.MinValue;

    /// <summary>The current key is afterwards the one that it was.</summary>
    public void Step()
    {
        if (_keys is null)
        {
            // One round is enough until something else can have expired.
            if (rule.Now < _nextRound)
            {
                return;
            }

            _keys = backend.Keys(state).GetEnumerator();
        }

        var key = backend.Key;
        var hash = backend.Context.Hasher.Hash(in key);
        for (var i = 0; i < rule.Ttl.KeysCleanedPerAccess; i++)
        {
            // The table may change meanwhile: a key may be left out, or not be there any more.
            if (!_keys.MoveNext())
            {
                _keys.Dispose();
                _keys = null;
                _nextRound = rule.Now + Math.Max(1, (long)rule.Ttl.Duration.TotalMilliseconds / 4);
                break;
            }

            var candidate = _keys.Current;
            backend.SetKey(in candidate, backend.Context.Hasher.Hash(in candidate));
            clean();
        }

        backend.SetKey(in key, hash);
    }
}
