using System.Collections.Immutable;
using Weir.State.RocksDb;
using Weir.State.Storage;

namespace Weir.Unit.State.Backends;

/// <summary>Which files of a database a checkpoint names again, and how it writes the others.</summary>
public class RocksDbUploadTests
{
    private const long Large = RocksDbUpload.LargeBytes;

    [Fact]
    public void Small_tables_are_written_together_large_ones_alone_and_what_is_no_table_is_the_checkpoints_own()
    {
        var (named, uploads) = RocksDbUpload.Plan(
            [("1.sst", 10), ("2.sst", Large), ("3.sst", Large - 1), ("CURRENT", 16), ("MANIFEST-5", 300)], ImmutableDictionary<string, DatabaseFile>.Empty, StateScope.Shared);
        named.ShouldBeEmpty();
        Texts(uploads).ShouldBe(["Shared 2.sst: 2.sst", "Shared packed: 1.sst 3.sst", "Own packed: CURRENT MANIFEST-5"], ignoreOrder: true);
    }

    [Fact]
    public void Of_a_savepoint_everything_small_is_together()
    {
        var (_, uploads) = RocksDbUpload.Plan([("1.sst", 10), ("2.sst", Large), ("CURRENT", 16)], ImmutableDictionary<string, DatabaseFile>.Empty, StateScope.Own);
        Texts(uploads).ShouldBe(["Own 2.sst: 2.sst", "Own packed: 1.sst CURRENT"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(49, false)]
    public void What_is_left_of_a_packed_file_is_named_again_while_that_is_half_of_it(long leftBytes, bool isNamed)
    {
        var packed = StateHandle.OfShared("1-packed", 100, 1);
        var alone = StateHandle.OfShared("1-9.sst", Large, 2);
        var below = new[] { new DatabaseFile("1.sst", packed, 0, 100 - leftBytes, 3), new DatabaseFile("2.sst", packed, 100 - leftBytes, leftBytes, 4), new DatabaseFile("9.sst", alone) };
        var (named, uploads) = RocksDbUpload.Plan([("2.sst", leftBytes), ("9.sst", Large), ("10.sst", 5)], below.ToDictionary(file => file.Name), StateScope.Shared);
        named.ShouldBe(isNamed ? below[1..] : [below[2]], ignoreOrder: true);
        Texts(uploads).ShouldBe([isNamed ? "Shared 10.sst: 10.sst" : "Shared packed: 2.sst 10.sst"]);
    }

    [Fact]
    public void A_table_of_another_length_than_the_base_has_is_another()
    {
        var below = new Dictionary<string, DatabaseFile> { ["1.sst"] = new("1.sst", StateHandle.OfShared("1-1.sst", 100, 1)) };
        var (named, uploads) = RocksDbUpload.Plan([("1.sst", 101)], below, StateScope.Shared);
        named.ShouldBeEmpty();
        Texts(uploads).ShouldBe(["Shared 1.sst: 1.sst"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void However_tables_come_and_go_no_more_is_wasted_than_used_and_no_more_written_again_than_went(int seed)
    {
        var random = new Random(seed);
        var below = ImmutableDictionary<string, DatabaseFile>.Empty;
        var live = new Dictionary<string, long>();
        var (next, newBytes, writtenBytes, checkpoints) = (0, 0L, 0L, 300);
        for (var id = 1; id <= checkpoints; id++)
        {
            foreach (var gone in live.Keys.Where(_ => random.Next(4) == 0).ToList())
            {
                live.Remove(gone);
            }

            for (var added = random.Next(5); added > 0; added--)
            {
                var length = random.Next(1, 50_000);
                live.Add($"{++next}.sst", length);
                newBytes += length;
            }

            var (named, uploads) = RocksDbUpload.Plan([.. live.Select(table => (table.Key, table.Value))], below, StateScope.Shared);
            uploads.Length.ShouldBeLessThanOrEqualTo(1, $"seed {seed}, checkpoint {id}");
            var files = named.ToList();
            foreach (var upload in uploads)
            {
                var state = StateHandle.OfShared($"{id}-packed", upload.Files.Sum(file => live[file]), 0);
                long offset = 0;
                foreach (var file in upload.Files)
                {
                    files.Add(new DatabaseFile(file, state, offset, live[file], 0));
                    offset += live[file];
                }

                writtenBytes += state.Length;
            }

            files.Select(file => (file.Name, file.Length)).ShouldBe(live.Select(table => (table.Key, table.Value)), ignoreOrder: true, $"seed {seed}, checkpoint {id}");
            files.Select(file => file.State).Distinct().Sum(state => state.Length).ShouldBeLessThanOrEqualTo(2 * live.Values.Sum(), $"seed {seed}, checkpoint {id}");
            below = RocksDbUpload.TablesOf([.. files]);
        }

        writtenBytes.ShouldBeLessThanOrEqualTo(2 * newBytes, $"seed {seed}");
    }

    private static IEnumerable<string> Texts(ImmutableArray<RocksDbUpload> uploads) => uploads.Select(upload => $"{upload.Scope} {upload.Name}: {string.Join(' ', upload.Files)}");
}
