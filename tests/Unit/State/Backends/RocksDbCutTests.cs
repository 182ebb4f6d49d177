using RocksDbSharp;
using Weir.State.RocksDb;

namespace Weir.Unit.State.Backends;

/// <summary>The files of a database as of one moment, whatever is written before they are fixed.</summary>
public sealed class RocksDbCutTests : IDisposable
{
    private const int Keys = 1_000;

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"weir-cut-{Guid.NewGuid():N}");

    public RocksDbCutTests() => Directory.CreateDirectory(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [RocksDbTheory]
    [InlineData(1)]
    [InlineData(40)]
    public void Has_what_was_written_before_and_nothing_of_what_fills_the_write_buffers_after(int families)
    {
        using var store = Open();
        var states = Enumerable.Range(0, families).Select(i => new RocksDbFamily(store, $"s{i}", $"state/s{i}")).ToList();
        states.ForEach(state => Write(state, "before", 1));
        using (var cut = store.Cut())
        {
            // Nobody fixes them until there is no more room.
            cut.IsOver.ShouldBeFalse();
            for (var round = 0; round < 20 && !cut.IsOver; round++)
            {
                states.ForEach(state => Write(state, "after", 100));
            }

            cut.IsOver.ShouldBeTrue("who fills the buffers fixes them");
            states.ForEach(state => Write(state, "after", 300));
            Check(cut, states, "before");
        }

        using var later = store.Cut();
        later.Complete();
        Check(later, states, "after");
    }

    [RocksDbFact]
    public void An_earlier_one_is_fixed_when_a_later_one_begins()
    {
        using var store = Open();
        var state = new RocksDbFamily(store, "s", "state/s");
        Write(state, "first", 1);
        using var first = store.Cut();
        Write(state, "second", 1);
        using var second = store.Cut();
        first.IsOver.ShouldBeTrue();
        second.Complete();
        Check(first, [state], "first");
        Check(second, [state], "second");
    }

    [RocksDbFact]
    public void One_that_is_given_up_leaves_nothing_and_holds_up_nobody()
    {
        using var store = Open();
        var state = new RocksDbFamily(store, "s", "state/s");
        Write(state, "first", 1);
        var cut = store.Cut();
        cut.Complete();
        Directory.Exists(cut.Folder).ShouldBeTrue();
        cut.Dispose();
        Directory.Exists(cut.Folder).ShouldBeFalse();
        store.Cut().Dispose();
        Write(state, "second", 100);
        Should.Throw<ObjectDisposedException>(() => cut.Files());
    }

    private RocksDbStore Open()
    {
        var settings = new RocksDbSettings(_root) { MemoryBytes = RocksDbSettings.SmallestMemoryBytes };
        return RocksDbStore.Open(Path.Combine(_root, "db"), settings, new RocksDbMemory(settings), [], _ => { });
    }

    private static void Write(RocksDbFamily family, string value, int fill)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(value + new string('.', fill));
        for (var key = 0; key < Keys; key++)
        {
            family.Put([0, (byte)(key >> 8), (byte)key], bytes);
        }
    }

    private static void Check(RocksDbCut cut, List<RocksDbFamily> states, string expected)
    {
        cut.Files().ShouldContain(path => RocksDbCut.IsTable(path));
        var folder = $"{cut.Folder}-copy";
        Directory.CreateDirectory(folder);
        foreach (var path in cut.Files())
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        var families = new ColumnFamilies();
        states.ForEach(state => families.Add(state.Name, new ColumnFamilyOptions()));
        using var copy = RocksDbSharp.RocksDb.OpenReadOnly(new DbOptions(), folder, families, errIfLogFileExists: false);
        foreach (var state in states)
        {
            for (var key = 0; key < Keys; key++)
            {
                var value = copy.Get([0, (byte)(key >> 8), (byte)key], copy.GetColumnFamily(state.Name)).ShouldNotBeNull($"{state.Name} {key}");
                System.Text.Encoding.UTF8.GetString(value).TrimEnd('.').ShouldBe(expected);
            }
        }
    }
}
