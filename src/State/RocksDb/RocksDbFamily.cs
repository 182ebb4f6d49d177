using RocksDbSharp;

namespace Weir.State.RocksDb;

/// <summary>The column family of one state. It is not made before there is something to put into it.</summary>
internal sealed class RocksDbFamily(RocksDbStore store, string state, string name)
{
    public RocksDbStore Store => store;

    /// <summary>Null when the state has never had anything.</summary>
    public ColumnFamilyHandle? Handle { get; private set; }

    /// <summary>In the database, when there is a handle.</summary>
    public string Name { get; private set; } = name;

    /// <summary>Has compactions drop what was not used for so long, whose clock it is.</summary>
    public (long DurationMs, Func<long> Now)? Expiry { get; init; }

    /// <summary>For the entries of a state.</summary>
    public static string NameOf(string state) => $"state/{state}";

    /// <summary>Takes over a family that is there.</summary>
    public void Attach(string existing)
    {
        (Handle, Name) = (store.FindFamily(existing), existing);
        BeginExpiry();
    }

    /// <summary>Forgets all that is in it, and that it was there.</summary>
    public void Drop()
    {
        if (Handle is not null)
        {
            store.DropFamily(Name);
            Handle = null;
        }
    }

    /// <summary>Shows the value to <paramref name="reader"/>; its default when there is none.</summary>
    public T? Get<T>(ReadOnlySpan<byte> key, ISpanDeserializer<T> reader)
    {
        store.CheckOpen();
        if (Handle is null)
        {
            return default;
        }

        try
        {
            return store.Database.Get(key, reader, Handle);
        }
        catch (RocksDbException error)
        {
            throw store.Failure(state, "read", error);
        }
    }

    public bool Has(ReadOnlySpan<byte> key)
    {
        store.CheckOpen();
        try
        {
            return Handle is not null && store.Database.HasKey(key, Handle);
        }
        catch (RocksDbException error)
        {
            throw store.Failure(state, "read", error);
        }
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        store.CheckOpen();
        var handle = Create();
        store.Announce(key.Length + value.Length);
        try
        {
            store.Database.Put(key, value, handle, store.WithoutLog);
            store.Buffers.Count(key.Length, value.Length);
            store.Buffers.Check();
        }
        catch (RocksDbException error)
        {
            throw store.Failure(state, "written", error);
        }
    }

    public void Remove(ReadOnlySpan<byte> key)
    {
        store.CheckOpen();
        if (Handle is null)
        {
            return;
        }

        store.Announce(key.Length);
        try
        {
            store.Database.Remove(key, Handle, store.WithoutLog);
            store.Buffers.Count(key.Length, 0);
            store.Buffers.Check();
        }
        catch (RocksDbException error)
        {
            throw store.Failure(state, "written", error);
        }
    }

    /// <summary>Into the store's batch.</summary>
    public void PutLater(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        store.CheckOpen();
        store.Announce(key.Length + value.Length);
        store.Batch.Put(key, value, Create());
        store.Buffers.Count(key.Length, value.Length);
    }

    /// <summary>Into the store's batch.</summary>
    public void RemoveLater(ReadOnlySpan<byte> key)
    {
        store.CheckOpen();
        if (Handle is not null)
        {
            store.Announce(key.Length);
            store.Batch.Delete(key, Handle);
            store.Buffers.Count(key.Length, 0);
        }
    }

    public void WriteBatch() => store.WriteBatch(state);

    /// <summary>Up to so many entries that begin with a prefix, from a key on. Nothing of the library's is held when this returns.</summary>
    /// <param name="after">Whether the key itself is left out.</param>
    public List<(byte[] Key, byte[] Value)> Read(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, bool after, int most)
    {
        store.CheckOpen();
        var entries = new List<(byte[] Key, byte[] Value)>();
        if (Handle is null)
        {
            return entries;
        }

        using var iterator = store.Database.NewIterator(Handle);
        iterator.Seek(from);
        if (after && iterator.Valid() && iterator.GetKeySpan().SequenceEqual(from))
        {
            iterator.Next();
        }

        for (; entries.Count < most && iterator.Valid() && iterator.GetKeySpan().StartsWith(prefix); iterator.Next())
        {
            entries.Add((iterator.GetKeySpan().ToArray(), iterator.GetValueSpan().ToArray()));
        }

        Check(iterator);
        return entries;
    }

    /// <summary>An iterator that has come to its end may have been ended by an error.</summary>
    public void Check(Iterator iterator)
    {
        if (iterator.Valid())
        {
            return;
        }

        try
        {
            Native.Instance.rocksdb_iter_get_error(iterator.Handle);
        }
        catch (RocksDbException error)
        {
            throw store.Failure(state, "read", error);
        }
    }

    private ColumnFamilyHandle Create()
    {
        if (Handle is null)
        {
            Handle = store.CreateFamily(Name, out var created);
            Name = created;
            BeginExpiry();
        }

        return Handle;
    }

    private void BeginExpiry()
    {
        if (Expiry is { } expiry)
        {
            store.ExpiryOf(Name).Begin(expiry.DurationMs, expiry.Now);
        }
    }
}
