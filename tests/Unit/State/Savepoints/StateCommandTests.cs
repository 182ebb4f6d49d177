using System.CommandLine;
using System.Text.Json.Nodes;
using Weir.Host;
using Weir.Host.Commands;

namespace Weir.Unit.State.Savepoints;

/// <summary>What <c>weir state</c> prints, and what it writes.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class StateCommandTests
{
    [Fact]
    public async Task States_are_listed_with_their_types_and_how_much_is_in_them()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var table = await RunAsync("list", folder.Path);
        table.ShouldContain("count     letters  Map                500      text  map<character, text>");
        var json = JsonNode.Parse(await RunAsync("list", folder.Path, "--json"))!["states"]!.AsArray();
        json.Single(state => (string)state!["state"]! == "timers")!["entries"]!.GetValue<long>().ShouldBe(1_000);
        json.Single(state => (string)state!["state"]! == "splits")!["values"]!.GetValue<string>().ShouldContain("Item1: text");
    }

    [Fact]
    public async Task A_state_is_dumped_as_lines_of_JSON_or_CSV()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var lines = Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "letters"));
        lines.Length.ShouldBe(500);
        lines.ShouldContain("{\"key\":\"w17\",\"value\":{\"w\":\"w17\"}}");
        Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "count", "--key", "w17")).ShouldBe(["{\"key\":\"w17\",\"value\":3}"]);
        Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "count", "--limit", "2")).Length.ShouldBe(2);
        Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "timers", "--key", "w17"))
            .ShouldBe(["{\"key\":\"w17\",\"timestamp\":1000}", "{\"key\":\"w17\",\"timestamp\":2000}"]);
        var csv = Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "mean", "--format", "csv"));
        csv[0].ShouldBe("key,value.Item1,value.Item2");
        csv.ShouldContain("w17,3,2");
        Lines(await RunAsync("dump", folder.Path, "--operator", "count", "--state", "letters", "--format", "csv", "--key", "w17"))[1].ShouldBe("w17,\"{\"\"w\"\":\"\"w17\"\"}\"");
        Lines(await RunAsync("dump", folder.Path, "--operator", "source", "--state", "splits")).ShouldContain("{\"value\":{\"Item1\":\"a\",\"Item2\":3}}");
    }

    [Fact]
    public async Task Broadcast_state_is_shown_once()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        (await RunAsync("list", folder.Path)).ShouldContain("source    rules    OperatorBroadcast  2");
        Lines(await RunAsync("dump", folder.Path, "--operator", "source", "--state", "rules")).ShouldBe(
            ["{\"key\":\"a\",\"value\":1}", "{\"key\":\"b\",\"value\":2}"], ignoreOrder: true);
        Lines(await RunAsync("dump", folder.Path, "--operator", "source", "--state", "rules", "--key", "b", "--format", "csv")).ShouldBe(["key,value", "b,2"]);
    }

    [Fact]
    public async Task State_that_expires_is_dumped_without_times_or_with_them()
    {
        using var folder = await ExpiringSavepointTests.WriteAsync();
        (await DumpAsync("value")).ShouldBe(["{\"key\":\"w1\",\"value\":1}"]);
        (await DumpAsync("value", "--used-at")).ShouldBe(["{\"key\":\"w1\",\"value\":1,\"usedAt\":\"2020-01-01T00:00:01.000Z\"}"]);
        (await DumpAsync("list", "--used-at")).ShouldBe(["{\"key\":\"w1\",\"value\":[1,2],\"usedAt\":[\"2020-01-01T00:00:01.000Z\",\"2020-01-01T00:00:02.000Z\"]}"]);
        (await DumpAsync("map")).ShouldBe(["{\"key\":\"w1\",\"value\":{\"x\":\"w1\"}}"]);
        (await DumpAsync("value", "--used-at", "--format", "csv")).ShouldBe(["key,value,usedAt", "w1,1,2020-01-01T00:00:01.000Z"]);
        (await DumpAsync("value", "--format", "csv")).ShouldBe(["key,value", "w1,1"]);

        async Task<string[]> DumpAsync(string state, params string[] options) =>
            Lines(await RunAsync(["dump", folder.Path, "--operator", "count", "--state", state, "--key", "w1", .. options]));
    }

    [Fact]
    public async Task Entries_are_counted_by_key_group()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        var counts = JsonNode.Parse(await RunAsync("count", folder.Path, "--operator", "count", "--state", "count", "--json"))!;
        counts["entries"]!.GetValue<long>().ShouldBe(500);
        counts["key-groups"]!.AsArray().Count.ShouldBe(SavepointFolder.MaxParallelism);
        (await RunAsync("count", folder.Path, "--operator", "source", "--state", "splits")).ShouldContain("subtask 0: 2");
    }

    [Fact]
    public async Task Keys_are_set_and_removed_by_JSON()
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        await RunAsync(
            "edit", folder.Path, "--to", folder.Other, "--operator", "count", "--state", "count", "--set", "w17", "70", "--set", "\"new key\"", "8", "--remove", "w3", "--rename", "tally");
        Lines(await RunAsync("dump", folder.Other, "--operator", "tally", "--state", "count", "--key", "w17")).ShouldBe(["{\"key\":\"w17\",\"value\":70}"]);
        Lines(await RunAsync("dump", folder.Other, "--operator", "tally", "--state", "count", "--key", "new key")).ShouldBe(["{\"key\":\"new key\",\"value\":8}"]);
        Lines(await RunAsync("dump", folder.Other, "--operator", "tally", "--state", "count", "--key", "w3")).ShouldBeEmpty();
        Lines(await RunAsync("dump", folder.Other, "--operator", "tally", "--state", "count")).Length.ShouldBe(500);
        using var restored = await SavepointFolder.RestoredAsync<string>(folder.Other, "tally");
        restored.SetKey("new key", Weir.State.Keys.KeyHasher<string>.Default.Hash("new key"));
        restored.State(new Weir.State.ValueStateDescriptor<long>("count")).Value.ShouldBe(8);
    }

    [Theory]
    [InlineData("value", "70")]
    [InlineData("list", "[7,8,9]")]
    [InlineData("map", "{\"x\":\"a\",\"y\":\"b\"}")]
    public async Task State_that_expires_is_set_without_times(string state, string value)
    {
        using var folder = await ExpiringSavepointTests.WriteAsync();
        await RunAsync("edit", folder.Path, "--to", folder.Other, "--operator", "count", "--state", state, "--set", "w1", value, "--set", "new", value, "--remove", "w2");
        Lines(await RunAsync("dump", folder.Other, "--operator", "count", "--state", state, "--key", "w1")).ShouldBe([$"{{\"key\":\"w1\",\"value\":{value}}}"]);
        Lines(await RunAsync("dump", folder.Other, "--operator", "count", "--state", state, "--key", "w1", "--used-at")).ShouldHaveSingleItem().ShouldNotContain("2020-");
        Lines(await RunAsync("dump", folder.Other, "--operator", "count", "--state", state, "--key", "new")).ShouldBe([$"{{\"key\":\"new\",\"value\":{value}}}"]);
        Lines(await RunAsync("dump", folder.Other, "--operator", "count", "--state", state, "--key", "w2")).ShouldBeEmpty();
        Lines(await RunAsync("dump", folder.Other, "--operator", "count", "--state", state, "--key", "w3", "--used-at")).ShouldHaveSingleItem().ShouldContain("2020-");
    }

    [Theory]
    [InlineData("has no state of an operator 'nobody'; there are: source, count", "dump", "SAVEPOINT", "--operator", "nobody", "--state", "count")]
    [InlineData("has no state 'nothing'; it has:", "dump", "SAVEPOINT", "--operator", "count", "--state", "nothing")]
    [InlineData("$ is many, and is no int64", "edit", "SAVEPOINT", "--to", "OTHER", "--operator", "count", "--state", "count", "--set", "w1", "many")]
    [InlineData("name it with --state", "edit", "SAVEPOINT", "--to", "OTHER", "--operator", "count", "--remove", "w1")]
    [InlineData("--limit -1: it must be 0 or more", "dump", "SAVEPOINT", "--operator", "count", "--state", "count", "--limit", "-1")]
    [InlineData("4 words, and there are 5, the last one 'w3'", "edit", "SAVEPOINT", "--to", "OTHER", "--operator", "count", "--state", "count", "--set", "w1", "1", "--set", "w2", "2", "w3")]
    [InlineData("4 words, and there are 3, the last one 'w2'", "edit", "SAVEPOINT", "--to", "OTHER", "--operator", "count", "--state", "count", "--set", "w1", "1", "--set", "w2")]
    public async Task What_cannot_be_done_is_refused_in_a_line(string expected, params string[] arguments)
    {
        using var folder = await SavepointReadingTests.WriteAsync();
        string[] own = [.. arguments.Select(each => each.Replace("SAVEPOINT", folder.Path, StringComparison.Ordinal).Replace("OTHER", folder.Other, StringComparison.Ordinal))];
        (await Should.ThrowAsync<BadUsageException>(RunAsync(own))).Message.ShouldContain(expected);
        Directory.Exists(folder.Other).ShouldBeFalse();
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var before = Console.Out;
        await using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            var parsed = WeirCommand.Create([]).Parse(["state", .. arguments]);
            parsed.Errors.ShouldBeEmpty();
            (await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })).ShouldBe(0);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}

/// <summary>Tests that read what is written to the console: nothing else may write there meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
