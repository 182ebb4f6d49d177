using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Matrix;

/// <summary>
/// Every kind of state that belongs to subtasks × every way in which it comes to them. It is in memory whatever the backend is, and written
/// whole each time.
/// </summary>
public sealed class OperatorMatrixTests
{
    private const string JobId = "0123456789abcdef0123456789abcdef";

    private readonly InMemoryCheckpointStorage _storage = new();
    private long _checkpointId;

    public static TheoryData<StateKind, Situation> Cells
    {
        get
        {
            var cells = new TheoryData<StateKind, Situation>();
            foreach (var kind in Kinds)
            {
                foreach (var situation in Enum.GetValues<Situation>().Where(situation => !situation.IsFromTheOtherBackend() && !situation.IsIncremental()))
                {
                    cells.Add(kind, situation);
                }
            }

            return cells;
        }
    }

    public static TheoryData<StateKind> KindData => [.. Kinds];

    private static IEnumerable<StateKind> Kinds => Enum.GetValues<StateKind>().Where(kind => kind.IsOfOperator());

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task State_is_what_was_put_there(StateKind kind, Situation situation)
    {
        var (before, after) = situation.Parallelism();
        OperatorStateBackend[] subtasks = [.. Enumerable.Range(0, before).Select(_ => new OperatorStateBackend())];
        for (var subtask = 0; subtask < before; subtask++)
        {
            Put<OldGoods>(kind, subtasks[subtask], subtask);
        }

        if (situation == Situation.Fresh)
        {
            Texts<OldGoods>(kind, subtasks).ShouldBe(Expected<OldGoods>(kind, before, before, isRestored: false), ignoreOrder: true);
            return;
        }

        subtasks = await RestartAsync(subtasks, after);
        if (situation.IsEvolved())
        {
            Texts<NewGoods>(kind, subtasks).ShouldBe(Expected<NewGoods>(kind, before, after, isRestored: true), ignoreOrder: true);
        }
        else
        {
            Texts<OldGoods>(kind, subtasks).ShouldBe(Expected<OldGoods>(kind, before, after, isRestored: true), ignoreOrder: true);
        }
    }

    [Theory]
    [MemberData(nameof(KindData))]
    public async Task What_cannot_be_read_is_refused_with_the_state_and_both_schemas(StateKind kind)
    {
        OperatorStateBackend[] subtasks = [new()];
        Put<OldGoods>(kind, subtasks[0], 0);
        subtasks = await RestartAsync(subtasks, 1);
        var refused = Should.Throw<IncompatibleSchemaException>(() => Texts<WrongGoods>(kind, subtasks));
        refused.Message.ShouldContain("state 'goods'");
        refused.Message.ShouldContain($"was stored as {refused.Written} and is now {refused.Current}: ");
        (refused.Written.Kind, refused.Current.Kind).ShouldBe((SchemaKind.Text, SchemaKind.Int32));
    }

    private static void Put<T>(StateKind kind, OperatorStateBackend at, int subtask)
        where T : IGoods<T>
    {
        switch (kind)
        {
            case StateKind.OperatorList:
                at.List<T>("goods").Update([T.Of(subtask), T.Of(subtask + 100)]);
                break;
            case StateKind.OperatorUnion:
                at.UnionList<T>("goods").Add(T.Of(subtask));
                break;
            case StateKind.OperatorBroadcast:
                var state = at.Broadcast(new BroadcastStateDescriptor<int, T>("goods"));
                state[1] = T.Of(1);
                state[2] = T.Of(2);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of state that the matrix has no case of.");
        }
    }

    /// <summary>What all subtasks have.</summary>
    private static IEnumerable<string> Texts<T>(StateKind kind, OperatorStateBackend[] subtasks)
        where T : IGoods<T> => [.. subtasks.SelectMany(at => kind switch
        {
            StateKind.OperatorList => at.List<T>("goods").Select(each => each.Text),
            StateKind.OperatorUnion => at.UnionList<T>("goods").Select(each => each.Text),
            _ => at.Broadcast(new BroadcastStateDescriptor<int, T>("goods")).Select(entry => $"{entry.Key} {entry.Value.Text}"),
        })];

    private static IEnumerable<string> Expected<T>(StateKind kind, int before, int after, bool isRestored)
        where T : IGoods<T> => kind switch
        {
            StateKind.OperatorList => Enumerable.Range(0, before).SelectMany(subtask => (string[])[T.Of(subtask).Text, T.Of(subtask + 100).Text]),
            StateKind.OperatorUnion when isRestored => Enumerable.Range(0, after).SelectMany(_ => Enumerable.Range(0, before).Select(subtask => T.Of(subtask).Text)),
            StateKind.OperatorUnion => Enumerable.Range(0, before).Select(subtask => T.Of(subtask).Text),
            _ => Enumerable.Range(0, after).SelectMany(_ => (string[])[$"1 {T.Of(1).Text}", $"2 {T.Of(2).Text}"]),
        };

    private async Task<OperatorStateBackend[]> RestartAsync(OperatorStateBackend[] subtasks, int parallelism)
    {
        var location = await _storage.BeginCheckpointAsync(JobId, ++_checkpointId, CancellationToken.None);
        var stored = ImmutableArray.CreateBuilder<OperatorSubtaskState>();
        foreach (var subtask in subtasks)
        {
            stored.Add(new OperatorSubtaskState
            {
                Operator = await subtask.Snapshot(_checkpointId).WriteAsync(_storage.WriterFor(location), "lists", CancellationToken.None) is { } handle ? [handle] : [],
            });
        }

        var state = new OperatorState { Uid = "uid", Parallelism = subtasks.Length, MaxParallelism = 16, Subtasks = stored.ToImmutable() };
        var restored = new List<OperatorStateBackend>();
        foreach (var assigned in StateAssignment.Assign(state, parallelism, 16))
        {
            var backend = new OperatorStateBackend();
            await backend.RestoreAsync(assigned.Operator, _storage.ReaderFor(location), CancellationToken.None);
            restored.Add(backend);
        }

        return [.. restored];
    }
}
