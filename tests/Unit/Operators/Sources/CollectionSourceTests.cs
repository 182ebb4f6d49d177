using Weir.Operators.Connectors;
using Weir.Operators.Sources;

namespace Weir.Unit.Operators.Sources;

public sealed class CollectionSourceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(5000)]
    public async Task Emits_the_elements_in_order(int count)
    {
        var elements = Enumerable.Range(0, count).Select(static element => $"{element}").ToArray();
        await using var harness = await SourceHarness<string, CollectionSplit>.StartAsync(new CollectionSource<string>(elements), 2);
        harness.ReadAll();
        harness.Results.ShouldBe(elements);
    }

    [Fact]
    public async Task Goes_on_where_a_snapshot_was_taken_after_each_read()
    {
        var source = new CollectionSource<int>(Enumerable.Range(0, 5000));
        var results = new List<int>();
        SourceHarness<int, CollectionSplit>.Checkpoint? checkpoint = null;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await using var harness = await SourceHarness<int, CollectionSplit>.StartAsync(source, (attempt % 3) + 1, restored: checkpoint);
            harness.Read(0);
            harness.Read(0);
            checkpoint = harness.Snapshot();
            results.AddRange(harness.Results);
        }

        results.ShouldBe(Enumerable.Range(0, 5000));
    }

    [Fact]
    public async Task Refuses_to_go_on_in_a_collection_that_has_become_smaller()
    {
        var before = await SourceHarness<int, CollectionSplit>.StartAsync(new CollectionSource<int>(Enumerable.Range(0, 5000)), 1);
        before.Read(0);
        before.Read(0);
        var error = await Should.ThrowAsync<ConnectorException>(() => SourceHarness<int, CollectionSplit>.StartAsync(
            new CollectionSource<int>([1, 2, 3]), 1, restored: before.Snapshot()));
        error.Message.ShouldContain("3");
    }
}
