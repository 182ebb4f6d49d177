using System.Text;
using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

public sealed class DatabaseTests : IDisposable
{
    private readonly DatabaseFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RocksDbFact]
    public void What_is_put_can_be_read_until_it_is_removed()
    {
        using var database = _folder.Open("a");
        database.Put("key"u8, "value"u8);
        database.Get("key"u8).ShouldBe("value"u8.ToArray());
        database.HasKey("key"u8).ShouldBeTrue();
        database.Put("key"u8, ""u8);
        database.Get("key"u8).ShouldBe([]);
        database.Remove("key"u8);
        database.Get("key"u8).ShouldBeNull();
        database.HasKey("key"u8).ShouldBeFalse();
        database.Remove("never there"u8);
    }

    [RocksDbFact]
    public void A_deserializer_sees_the_bytes_and_is_not_asked_when_there_are_none()
    {
        using var database = _folder.Open("a");
        var text = new TextDeserializer();
        database.Put("key"u8, "value"u8);
        database.Get("key"u8, text).ShouldBe("value");
        database.Get("other"u8, text).ShouldBeNull();
        text.Calls.ShouldBe(1);
        Should.Throw<FormatException>(() => database.Get("key"u8, new RefusingDeserializer()));
        database.Get("key"u8, text).ShouldBe("value");
    }

    [RocksDbFact]
    public void Column_families_keep_their_keys_apart_and_are_there_after_reopening()
    {
        using (var database = _folder.Open("a", "first"))
        {
            var second = database.CreateColumnFamily(new ColumnFamilyOptions(), "second");
            database.Put("key"u8, "1"u8, database.GetColumnFamily("first"));
            database.Put("key"u8, "2"u8, second);
            database.Get("key"u8).ShouldBeNull();
            Should.Throw<KeyNotFoundException>(() => database.GetColumnFamily("third"));
        }

        RocksDbSharp.RocksDb.TryListColumnFamilies(new DbOptions(), _folder.PathOf("a"), out var names).ShouldBeTrue();
        names.ShouldBe(["default", "first", "second"], ignoreOrder: true);
        RocksDbSharp.RocksDb.TryListColumnFamilies(new DbOptions(), _folder.PathOf("none"), out _).ShouldBeFalse();
        using var reopened = _folder.Open("a", "first", "second");
        reopened.Get("key"u8, reopened.GetColumnFamily("first")).ShouldBe("1"u8.ToArray());
        reopened.TryGetColumnFamily("second", out var family).ShouldBeTrue();
        reopened.Get("key"u8, family).ShouldBe("2"u8.ToArray());
        reopened.DropColumnFamily("second");
        reopened.TryGetColumnFamily("second", out _).ShouldBeFalse();
    }

    [RocksDbFact]
    public void A_batch_is_written_in_its_order_and_as_a_whole()
    {
        using var database = _folder.Open("a", "family");
        var family = database.GetColumnFamily("family");
        database.Put("b"u8, "old"u8, family);
        using var batch = new WriteBatch();
        batch.Put("a"u8, "1"u8).Put("a"u8, "2"u8).Delete("b"u8, family).Put("c"u8, "3"u8, family);
        batch.Count().ShouldBe(4);
        database.Get("a"u8).ShouldBeNull();
        database.Write(batch, new WriteOptions().DisableWal(1));
        database.Get("a"u8).ShouldBe("2"u8.ToArray());
        database.Get("b"u8, family).ShouldBeNull();
        database.Get("c"u8, family).ShouldBe("3"u8.ToArray());
        batch.Clear();
        batch.Count().ShouldBe(0);
    }

    [RocksDbFact]
    public void A_range_is_deleted_without_its_end()
    {
        using var database = _folder.Open("a", "family");
        var family = database.GetColumnFamily("family");
        foreach (string key in (string[])["a", "b", "b1", "c"])
            database.Put(Encoding.UTF8.GetBytes(key), "x"u8, family);
        using var batch = new WriteBatch();
        batch.DeleteRange("b"u8.ToArray(), 1, "c"u8.ToArray(), 1, family);
        database.Write(batch);
        using var iterator = database.NewIterator(family);
        List<string> left = [];
        for (iterator.SeekToFirst(); iterator.Valid(); iterator.Next())
            left.Add(Encoding.UTF8.GetString(iterator.GetKeySpan()));
        left.ShouldBe(["a", "c"]);
    }

    [RocksDbFact]
    public void A_database_that_is_open_is_refused_with_the_librarys_words()
    {
        using var database = _folder.Open("a");
        Should.Throw<RocksDbException>(() => _folder.Open("a")).Message.ShouldContain("lock");
        Should.Throw<RocksDbException>(() => RocksDbSharp.RocksDb.Open(new DbOptions(), _folder.PathOf("none"))).Message.ShouldContain("none");
    }

    [RocksDbFact]
    public void A_checkpoint_is_a_database_of_its_own()
    {
        using (var database = _folder.Open("a", "family"))
        {
            var family = database.GetColumnFamily("family");
            database.Put("key"u8, "1"u8, family, new WriteOptions().DisableWal(1));
            using (var checkpoint = database.Checkpoint())
                checkpoint.Save(_folder.PathOf("copy"));
            database.Put("key"u8, "2"u8, family);
        }

        using var copy = _folder.Open("copy", "family");
        copy.Get("key"u8, copy.GetColumnFamily("family")).ShouldBe("1"u8.ToArray());
    }

    [RocksDbFact]
    public void Databases_share_a_cache()
    {
        var cache = Cache.CreateLru(1 << 20);
        var table = new BlockBasedTableOptions().SetBlockCache(cache).SetFilterPolicy(BloomFilterPolicy.Create(10, false)).SetCacheIndexAndFilterBlocks(true);
        foreach (string name in (string[])["a", "b"])
        {
            var families = new ColumnFamilies(new ColumnFamilyOptions().SetBlockBasedTableFactory(table).SetWriteBufferSize(1 << 16));
            using var database = RocksDbSharp.RocksDb.Open(new DbOptions().SetCreateIfMissing(), _folder.PathOf(name), families);
            for (int i = 0; i < 20_000; i++)
                database.Put(BitConverter.GetBytes(i), BitConverter.GetBytes(i));
            ulong before = cache.GetUsage();
            for (int i = 0; i < 20_000; i++)
                BitConverter.ToInt32(database.Get(BitConverter.GetBytes(i))).ShouldBe(i);
            cache.GetUsage().ShouldBeGreaterThan(before);
            database.GetProperty("rocksdb.estimate-num-keys").ShouldNotBeNull();
            database.GetProperty("rocksdb.no-such-property").ShouldBeNull();
        }

        cache.GetUsage().ShouldBeLessThan(2UL << 20);
    }

    [RocksDbFact]
    public void Merged_files_with_nothing_but_a_range_can_be_deleted()
    {
        using var database = _folder.Open("a", "first");
        var family = database.GetColumnFamily("first");
        foreach (byte[] key in new[] { "a1"u8.ToArray(), "b1"u8.ToArray() })
        {
            database.Put(key, key, family);
            Native.Instance.rocksdb_flush_cf(database.Handle, new FlushOptions().SetWaitForFlush(true).Handle, family.Handle);
        }

        // Only of lower levels, where files are in order.
        database.CompactRange((byte[]?)null, null, family);
        database.Put("c1"u8, "c1"u8, family);
        Native.Instance.rocksdb_delete_file_in_range_cf(database.Handle, family.Handle, "a"u8.ToArray(), 1, "c"u8.ToArray(), 1);
        database.HasKey("a1"u8, family).ShouldBeFalse();
        database.HasKey("b1"u8, family).ShouldBeFalse();
        database.HasKey("c1"u8, family).ShouldBeTrue();
    }

    [RocksDbFact]
    public void A_flush_that_is_not_waited_for_is_done_later_and_a_checkpoint_without_flush_has_only_what_was_flushed()
    {
        using var database = _folder.Open("a", "first");
        var family = database.GetColumnFamily("first");
        database.Put("flushed"u8, "1"u8, family, new WriteOptions().DisableWal(1));
        Native.Instance.rocksdb_flush_cf(database.Handle, new FlushOptions().SetWaitForFlush(false).Handle, family.Handle);
        Native.Instance.rocksdb_flush_cf(database.Handle, new FlushOptions().SetWaitForFlush(true).Handle, family.Handle);
        database.GetProperty("rocksdb.num-immutable-mem-table", family).ShouldBe("0");
        database.Put("not flushed"u8, "2"u8, family, new WriteOptions().DisableWal(1));
        database.Flush(new FlushOptions());
        using (var checkpoint = database.Checkpoint())
        {
            checkpoint.Save(_folder.PathOf("b"), ulong.MaxValue);
        }

        using var copy = RocksDbSharp.RocksDb.OpenReadOnly(
            new DbOptions(), _folder.PathOf("b"), new ColumnFamilies { { "first", new ColumnFamilyOptions() } }, errIfLogFileExists: false);
        copy.Get("flushed"u8, copy.GetColumnFamily("first")).ShouldBe("1"u8.ToArray());
        copy.HasKey("not flushed"u8, copy.GetColumnFamily("first")).ShouldBeFalse();
        Should.Throw<RocksDbException>(() => copy.Put("key"u8, "value"u8, copy.GetColumnFamily("first")));
    }

    [RocksDbFact]
    public void A_database_that_is_not_there_cannot_be_opened_for_reading() => Should.Throw<RocksDbException>(
        () => RocksDbSharp.RocksDb.OpenReadOnly(new DbOptions(), _folder.PathOf("none"), new ColumnFamilies(), errIfLogFileExists: false));

    private sealed class TextDeserializer : ISpanDeserializer<string>
    {
        internal int Calls { get; private set; }

        public string Deserialize(ReadOnlySpan<byte> buffer)
        {
            Calls++;
            return Encoding.UTF8.GetString(buffer);
        }
    }

    private sealed class RefusingDeserializer : ISpanDeserializer<string>
    {
        public string Deserialize(ReadOnlySpan<byte> buffer) => throw new FormatException("no");
    }
}
