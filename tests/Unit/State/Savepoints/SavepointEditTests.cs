using Weir.State;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Savepoints;

namespace Weir.Unit.State.Savepoints;

public sealed class SavepointEditTests
{
    [Fact]
    public async Task An_edited_savepoint_restores_with_its_changes_and_all_else_as_it_was()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var edit = Savepoint.Open(folder.Path).Edit();
        edit.Operator("count").Keyed<string>().Value<long>("count")
            .Update((_, value) => value * 10)
            .RemoveWhere((key, _) => key.EndsWith('9'))
            .Set("w9", 1).Set("new", 2).Remove("w1").Remove("nowhere");
        edit.Operator("count").Keyed<string>().Map<char, string>("letters").Update((_, map) =>
        {
            map['x'] = "y";
            return map;
        });
        edit.Operator("count").Keyed<string>().List<int>("added").Set("w2", [4, 5]);
        edit.Operator("count").RemoveState("sum");
        (await edit.WriteAsync(folder.Other)).ShouldBe(folder.Other);

        using var restored = await SavepointFolder.RestoredAsync<string>(folder.Other);
        var count = restored.State(new ValueStateDescriptor<long>("count", -1));
        var letters = restored.State(new MapStateDescriptor<char, string>("letters"));
        var sum = restored.State(new ReducingStateDescriptor<long>("sum", (a, b) => a + b));
        var added = restored.State(new ListStateDescriptor<int>("added"));
        foreach (var (key, expected) in (IEnumerable<(string, long)>)[("w0", 20), ("w17", 30), ("w499", -1), ("w9", 1), ("new", 2), ("w1", -1), ("nowhere", -1)])
        {
            restored.SetKey(key, KeyHasher<string>.Default.Hash(key));
            count.Value.ShouldBe(expected, key);
            sum.Value.ShouldBe(0, key);
            added.ShouldBeEmpty();
        }

        restored.SetKey("w2", KeyHasher<string>.Default.Hash("w2"));
        added.ShouldBe([4, 5]);
        letters['x'].ShouldBe("y");
        letters['w'].ShouldBe("w2");
        restored.Timers("timers").Count.ShouldBe(1_000);
        (await SavepointReadingTests.AllAsync(Savepoint.Open(folder.Other).Operator("source").List<(string, long)>("splits"))).Count.ShouldBe(2);
        (await SavepointReadingTests.AllAsync(Savepoint.Open(folder.Path).Operator("count").Keyed<string>().Value<long>("count"))).Sum(entry => entry.Value)
            .ShouldBe(Enumerable.Range(0, 500).Sum(n => $"w{n}".Length), "the source is as it was");
    }

    [Fact]
    public async Task Keys_are_where_their_hash_belongs()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var edit = Savepoint.Open(folder.Path).Edit();
        var state = edit.Operator("count").Keyed<string>().Value<long>("count");
        for (var n = 0; n < 200; n++)
        {
            state.Set($"new{n}", n);
        }

        await edit.WriteAsync(folder.Other);
        var values = Savepoint.Open(folder.Other).Operator("count").Keyed<string>().Value<long>("count");
        for (var n = 0; n < 200; n++)
        {
            (await values.FindAsync($"new{n}"))!.Value.Value.ShouldBe(n);
        }
    }

    [Fact]
    public async Task Operators_are_left_out_or_renamed()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var edit = Savepoint.Open(folder.Path).Edit();
        edit.Operator("source").Remove();
        edit.Operator("count").Rename("tally");
        await edit.WriteAsync(folder.Other);
        var description = await Savepoint.Open(folder.Other).DescribeAsync();
        description.Operators.Select(its => its.Uid).ShouldBe(["tally"]);
        using var restored = await SavepointFolder.RestoredAsync<string>(folder.Other, "tally");
        restored.SetKey("w17", KeyHasher<string>.Default.Hash("w17"));
        restored.State(new ValueStateDescriptor<long>("count")).Value.ShouldBe(3);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_leaves_nothing()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        await RefusedAsync<ArgumentException>(edit => edit.Operator("nobody").Remove(), "source, count");
        await RefusedAsync<ArgumentException>(edit => edit.Operator("count").RemoveState("nothing"), "lengths (List)");
        await RefusedAsync<ArgumentException>(edit => edit.Operator("count").Rename("source"), "'source'");
        await RefusedAsync<IncompatibleSchemaException>(edit => edit.Operator("count").Keyed<string>().Value<bool>("count").Set("w1", true), "'count'");
        await RefusedAsync<InvalidOperationException>(edit => edit.Operator("count").Keyed<string>().List<long>("count").Remove("w1"), "Value");
        Directory.CreateDirectory(folder.Other);
        await File.WriteAllTextAsync(Path.Combine(folder.Other, "x"), "");
        (await Should.ThrowAsync<IOException>(Savepoint.Open(folder.Path).Edit().WriteAsync(folder.Other))).Message.ShouldContain(folder.Other);
        File.Exists(Path.Combine(folder.Other, "x")).ShouldBeTrue();

        async Task RefusedAsync<TError>(Action<SavepointEdit> change, string expected)
            where TError : Exception
        {
            var edit = Savepoint.Open(folder.Path).Edit();
            change(edit);
            (await Should.ThrowAsync<TError>(edit.WriteAsync(folder.Other))).Message.ShouldContain(expected);
            Directory.Exists(folder.Other).ShouldBeFalse();
        }
    }
}
