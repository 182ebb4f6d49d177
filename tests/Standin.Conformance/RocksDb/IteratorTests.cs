using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

public sealed class IteratorTests : IDisposable
{
    private readonly DatabaseFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RocksDbFact]
    public void Keys_come_in_the_order_of_their_bytes()
    {
        using var database = _folder.Open("a");
        foreach (byte key in (byte[])[200, 3, 127, 128, 0])
            database.Put([key], [key]);
        using var iterator = database.NewIterator();
        List<byte> keys = [];
        for (iterator.SeekToFirst(); iterator.Valid(); iterator.Next())
        {
            keys.Add(iterator.GetKeySpan()[0]);
            iterator.GetValueSpan()[0].ShouldBe(iterator.GetKeySpan()[0]);
        }

        keys.ShouldBe([0, 3, 127, 128, 200]);
        Native.Instance.rocksdb_iter_get_error(iterator.Handle);
    }

    [RocksDbFact]
    public void Seek_goes_to_the_key_or_the_next_one_and_the_other_way_round()
    {
        using var database = _folder.Open("a");
        database.Put("b"u8, "1"u8);
        database.Put("d"u8, "2"u8);
        using var iterator = database.NewIterator();
        iterator.Seek("b"u8).Key().ShouldBe("b"u8.ToArray());
        iterator.Seek("c"u8).Key().ShouldBe("d"u8.ToArray());
        iterator.SeekForPrev("c"u8).Value().ShouldBe("1"u8.ToArray());
        iterator.Seek("e"u8).Valid().ShouldBeFalse();
        iterator.SeekToLast().Prev().Key().ShouldBe("b"u8.ToArray());
        iterator.Prev().Valid().ShouldBeFalse();
    }

    [RocksDbFact]
    public void Bounds_hold_on_both_sides()
    {
        using var database = _folder.Open("a");
        for (byte key = 0; key < 10; key++)
            database.Put([key], [key]);
        using var iterator = database.NewIterator(null, new ReadOptions().SetIterateLowerBound([3]).SetIterateUpperBound([5]));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        iterator.SeekToFirst().Key().ShouldBe([3]);
        iterator.Next().Key().ShouldBe([4]);
        iterator.Next().Valid().ShouldBeFalse();
    }

    [RocksDbFact]
    public void An_iterator_does_not_see_what_is_written_after_it_and_a_snapshot_neither()
    {
        using var database = _folder.Open("a");
        database.Put("a"u8, "1"u8);
        using var snapshot = database.CreateSnapshot();
        using var before = database.NewIterator();
        database.Put("a"u8, "2"u8);
        database.Put("b"u8, "2"u8);
        before.SeekToFirst().Value().ShouldBe("1"u8.ToArray());
        before.Next().Valid().ShouldBeFalse();
        var options = new ReadOptions().SetSnapshot(snapshot);
        database.Get("a"u8, null, options).ShouldBe("1"u8.ToArray());
        using var later = database.NewIterator(null, options);
        later.SeekToLast().Key().ShouldBe("a"u8.ToArray());
        database.Get("a"u8).ShouldBe("2"u8.ToArray());
    }
}
