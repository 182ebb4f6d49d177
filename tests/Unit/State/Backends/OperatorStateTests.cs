using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

public class OperatorStateTests
{
    private const string JobId = "0123456789abcdef0123456789abcdef";

    private readonly InMemoryCheckpointStorage _storage = new();
    private long _checkpointId;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    [InlineData(4, 1)]
    public async Task Lists_are_dealt_and_union_lists_go_to_all(int before, int after)
    {
        var subtasks = Enumerable.Range(0, before).Select(_ => new OperatorStateBackend()).ToArray();
        for (var i = 0; i < before; i++)
        {
            subtasks[i].List<string>("splits").Update(Enumerable.Range(0, i + 3).Select(n => $"{i}.{n}"));
            subtasks[i].UnionList<long>("all").Add(i);
        }

        var restored = await RestartAsync(subtasks, after);
        var shares = restored.Select(subtask => subtask.List<string>("splits").ToArray()).ToArray();
        string[] everything = [.. Enumerable.Range(0, before).SelectMany(i => Enumerable.Range(0, i + 3).Select(n => $"{i}.{n}"))];
        shares.SelectMany(share => share).ShouldBe(everything, ignoreOrder: true);
        if (before != after)
        {
            (shares.Max(share => share.Length) - shares.Min(share => share.Length)).ShouldBeLessThanOrEqualTo(1);
        }
        else
        {
            shares.Select(share => share.Length).ShouldBe(Enumerable.Range(3, before));
        }

        foreach (var subtask in restored)
        {
            subtask.UnionList<long>("all").ShouldBe(Enumerable.Range(0, before).Select(i => (long)i), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task What_no_one_asks_for_is_kept()
    {
        OperatorStateBackend[] subtasks = [new(), new()];
        subtasks[0].List<string>("later").Add("a");
        subtasks[1].List<string>("later").Add("b");
        subtasks = await RestartAsync(subtasks, 1);
        subtasks = await RestartAsync(subtasks, 3);
        subtasks = await RestartAsync(subtasks, 1);
        subtasks[0].List<string>("later").ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_union_list_that_no_one_asks_for_does_not_grow_with_each_restore()
    {
        OperatorStateBackend[] subtasks = [new(), new()];
        subtasks[0].UnionList<string>("later").Add("a");
        subtasks[1].UnionList<string>("later").Add("b");
        foreach (var parallelism in (int[])[3, 3, 2, 1, 4])
        {
            subtasks = await RestartAsync(subtasks, parallelism);
        }

        subtasks.ShouldAllBe(subtask => subtask.UnionList<string>("later").Order().SequenceEqual(new[] { "a", "b" }));
    }

    [Fact]
    public async Task Elements_may_become_wider_and_nothing_else()
    {
        var subtasks = new[] { new OperatorStateBackend() };
        subtasks[0].List<int>("numbers").Add(5);
        var wider = await RestartAsync(subtasks, 1);
        wider[0].List<long>("numbers").ShouldBe([5L]);
        var other = await RestartAsync(subtasks, 1);
        Should.Throw<Weir.State.Codecs.IncompatibleSchemaException>(() => other[0].List<string>("numbers")).Message.ShouldContain("Operator state 'numbers'");
        Should.Throw<InvalidOperationException>(() => other[0].UnionList<int>("numbers")).Message.ShouldContain("OperatorList");
    }

    [Fact]
    public void A_name_stands_for_one_list()
    {
        var subtask = new OperatorStateBackend();
        subtask.List<int>("x").ShouldBeSameAs(subtask.List<int>("x"));
        Should.Throw<InvalidOperationException>(() => subtask.UnionList<int>("x")).Message.ShouldContain("'x'");
        Should.Throw<InvalidOperationException>(() => subtask.List<long>("x"));
    }

    [Fact]
    public void Another_max_parallelism_is_refused()
    {
        var state = new OperatorState { Uid = "counts", Parallelism = 1, MaxParallelism = 128, Subtasks = [OperatorSubtaskState.Empty] };
        Should.Throw<ArgumentException>(() => StateAssignment.Assign(state, 1, 64)).Message.ShouldContain("'counts' has state with max parallelism 128");
    }

    private async Task<OperatorStateBackend[]> RestartAsync(OperatorStateBackend[] subtasks, int parallelism)
    {
        var location = await _storage.BeginCheckpointAsync(JobId, ++_checkpointId, CancellationToken.None);
        var stored = ImmutableArray.CreateBuilder<OperatorSubtaskState>();
        foreach (var subtask in subtasks)
        {
            var handle = await subtask.Snapshot(_checkpointId).WriteAsync(_storage.WriterFor(location), "lists", CancellationToken.None);
            stored.Add(handle is null ? OperatorSubtaskState.Empty : new OperatorSubtaskState { Operator = [handle] });
        }

        var state = new OperatorState { Uid = "uid", Parallelism = subtasks.Length, MaxParallelism = 128, Subtasks = stored.ToImmutable() };
        var assigned = StateAssignment.Assign(state, parallelism, 128);
        var restored = new OperatorStateBackend[parallelism];
        for (var i = 0; i < parallelism; i++)
        {
            restored[i] = new OperatorStateBackend(keepsUnions: i == 0);
            await restored[i].RestoreAsync(assigned[i].Operator, _storage.ReaderFor(location), CancellationToken.None);
        }

        return restored;
    }
}
