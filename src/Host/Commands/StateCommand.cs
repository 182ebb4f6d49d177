using System.CommandLine;
using Weir.Host.Checkpoints;
using Weir.State.Savepoints;

namespace Weir.Host.Commands;

/// <summary><c>weir state</c>: what is in the state of a savepoint or checkpoint, without its job.</summary>
internal static class StateCommand
{
    public const string Details =
        """
        Examples:
          weir state list /data/savepoints/savepoint-5f0c7d-1
          weir state dump /data/savepoints/savepoint-5f0c7d-1 --operator count --state value > counts.jsonl
          weir state get word-count --operator count --state value --key weir --cluster 127.0.0.1:4101
          weir state edit /data/savepoints/savepoint-5f0c7d-1 --to /data/savepoints/mended --operator count --state value --set weir 5 --remove dam

        Keys and values are JSON; what is no JSON is taken as text. Numbers are numbers of any size, bytes base64, dates ISO 8601, records objects.

        Exit code:
          0 done   1 it can't be read or written   2 the command line can't be used, or there is no such operator, state or key
        """;

    private static readonly Argument<string> Folder = new("folder") { Description = "The folder of a savepoint, or of a checkpoint." };
    private static readonly Option<string> Operator = new("--operator") { Description = "The operator's uid.", HelpName = "UID", Required = true };
    private static readonly Option<string> State = new("--state") { Description = "The state's name.", HelpName = "NAME", Required = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON, for programs." };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "json: a line for each entry. csv: the same with a header, a column for each member.",
        HelpName = "json|csv",
        DefaultValueFactory = _ => "json",
    };

    private static readonly Option<string?> Key = new("--key") { Description = "Only this key.", HelpName = "KEY" };
    private static readonly Option<long?> Limit = new("--limit") { Description = "So many entries at most.", HelpName = "N" };
    private static readonly Option<string> To = new("--to") { Description = "The new savepoint's folder, which must not be there yet.", HelpName = "FOLDER", Required = true };
    private static readonly Option<string?> EditedState = new("--state") { Description = "The state's name.", HelpName = "NAME" };
    private static readonly Option<string[]> Remove = new("--remove") { Description = "Takes a key out; more than once for several.", HelpName = "KEY" };
    private static readonly Option<bool> UsedAt = new("--used-at") { Description = "With the times at which what expires was last used." };
    private static readonly Option<bool> RemoveState = new("--remove-state") { Description = "Leaves out the whole state." };
    private static readonly Option<bool> RemoveOperator = new("--remove-operator") { Description = "Leaves out all state of the operator." };
    private static readonly Option<string?> Rename = new("--rename") { Description = "Gives the state to the operator of another uid.", HelpName = "UID" };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Gives a key a value: --set KEY VALUE, more than once for several.",
        HelpName = "KEY VALUE",
        Arity = new ArgumentArity(2, 2_000),
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("json", "csv");
        var command = new Command("state", "Reads and edits the state in a savepoint or checkpoint, without its job.");
        command.Subcommands.Add(Make("list", "Lists the states of each operator: weir state list /data/savepoints/savepoint-5f0c7d-1", [Folder, Json], (parsed, token) =>
            StateText.ListAsync(Open(parsed), parsed.GetValue(Json), token)));
        command.Subcommands.Add(Make(
            "dump",
            "Prints the entries of a state: weir state dump /data/savepoints/savepoint-5f0c7d-1 --operator count --state value",
            [Folder, Operator, State, Key, Limit, Format, UsedAt],
            (parsed, token) => StateText.DumpAsync(
                Open(parsed), parsed.GetRequiredValue(Operator), parsed.GetRequiredValue(State), parsed.GetValue(Key), LimitOf(parsed), parsed.GetValue(Format) == "csv", parsed.GetValue(UsedAt), token)));
        command.Subcommands.Add(Make(
            "count",
            "Counts the entries of a state by key group: weir state count /data/savepoints/savepoint-5f0c7d-1 --operator count --state value",
            [Folder, Operator, State, Json],
            (parsed, token) => StateText.CountAsync(Open(parsed), parsed.GetRequiredValue(Operator), parsed.GetRequiredValue(State), parsed.GetValue(Json), token)));
        command.Subcommands.Add(Make(
            "edit",
            "Writes a savepoint that is another one but for some changes: weir state edit /data/savepoints/savepoint-5f0c7d-1 --to /data/savepoints/mended --operator count --state value --set weir 5",
            [Folder, To, Operator, EditedState, Set, Remove, RemoveState, RemoveOperator, Rename],
            EditAsync));
        command.Subcommands.Add(JobCommand.CreateLookUp());
        return command;
    }

    private static Command Make(string name, string description, Symbol[] symbols, Func<ParseResult, CancellationToken, Task<int>> execute)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, token) => StateText.AnsweringAsync(() => execute(parsed, token)));
        return command;
    }

    /// <summary>The option takes as many words as there are; more than two each time it stands are words that were meant otherwise.</summary>
    private static string[] Pairs(ParseResult parsed)
    {
        var set = parsed.GetValue(Set) ?? [];
        var times = parsed.GetResult(Set)?.IdentifierTokenCount ?? 0;
        return set.Length == 2 * times
            ? set
            : throw new BadUsageException(
                $"--set wants a key and a value each time: {2 * times} words, and there are {set.Length}, the last one '{set[^1]}'. What belongs to something else stands in front of it");
    }

    private static long? LimitOf(ParseResult parsed) =>
        parsed.GetValue(Limit) is { } limit and < 0 ? throw new BadUsageException($"--limit {limit}: it must be 0 or more") : parsed.GetValue(Limit);

    private static Savepoint Open(ParseResult parsed) => Savepoint.Open(parsed.GetRequiredValue(Folder));

    private static async Task<int> EditAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var edit = Open(parsed).Edit();
        var changed = edit.Operator(parsed.GetRequiredValue(Operator));
        var set = Pairs(parsed);
        var removed = parsed.GetValue(Remove) ?? [];
        var name = parsed.GetValue(EditedState);
        if (name is null && (set.Length > 0 || removed.Length > 0 || parsed.GetValue(RemoveState)))
        {
            throw new BadUsageException("--set, --remove and --remove-state change a state: name it with --state");
        }

        for (var i = 0; i < set.Length; i += 2)
        {
            changed.State(name!).Put(StateText.Json(set[i]), StateText.Json(set[i + 1]));
        }

        foreach (var key in removed)
        {
            changed.State(name!).Put(StateText.Json(key), null);
        }

        if (parsed.GetValue(RemoveState))
        {
            changed.RemoveState(name!);
        }

        if (parsed.GetValue(RemoveOperator))
        {
            changed.Remove();
        }

        if (parsed.GetValue(Rename) is { } uid)
        {
            changed.Rename(uid);
        }

        Console.Out.WriteLine($"written to {await edit.WriteAsync(parsed.GetRequiredValue(To), cancellationToken)}");
        return ExitCode.Finished;
    }
}
