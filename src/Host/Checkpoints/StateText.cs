using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Host.Terminal;
using Weir.State.Codecs;
using Weir.State.Savepoints;

namespace Weir.Host.Checkpoints;

/// <summary>The state in a savepoint as <c>weir state</c> prints it.</summary>
internal static class StateText
{
    /// <summary>Does it; what cannot be done is said in a line.</summary>
    /// <exception cref="BadUsageException">What was asked for is not there.</exception>
    public static async Task<int> AnsweringAsync(Func<Task<int>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or NotSupportedException)
        {
            throw new BadUsageException(wrong.Message.Split(" (Parameter", StringSplitOptions.None)[0], wrong);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or Weir.State.CorruptStateException)
        {
            Console.Error.WriteLine($"weir: {problem.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
    }

    /// <summary>What a user has written: JSON, or else text.</summary>
    public static JsonElement Json(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    public static async Task<int> ListAsync(Savepoint savepoint, bool asJson, CancellationToken cancellationToken)
    {
        var description = await savepoint.DescribeAsync(cancellationToken);
        var rows = new List<(string Operator, StateDescription State, long Entries)>();
        foreach (var each in description.Operators)
        {
            foreach (var state in each.States)
            {
                var dump = await savepoint.DumpAsync(each.Uid, state.Name, cancellationToken);
                rows.Add((each.Uid, state, dump.Total(await dump.CountAsync(cancellationToken))));
            }
        }

        if (asJson)
        {
            Console.Out.WriteLine(CheckpointText.Text(new JsonObject
            {
                ["states"] = new JsonArray([.. rows.Select(row => new JsonObject
                {
                    ["operator"] = row.Operator,
                    ["state"] = row.State.Name,
                    ["kind"] = $"{row.State.Kind}",
                    ["keys"] = $"{row.State.Key}",
                    ["values"] = $"{row.State.Value}",
                    ["entries"] = row.Entries,
                })]),
            }));
            return ExitCode.Finished;
        }

        var table = new TextTable("OPERATOR", "STATE", "KIND", "ENTRIES", "KEYS", "VALUES");
        foreach (var (uid, state, entries) in rows)
        {
            table.Add(uid, state.Name, $"{state.Kind}", $"{entries}", $"{state.Key}", $"{state.Value}");
        }

        Console.Out.Write(table);
        return ExitCode.Finished;
    }

    public static async Task<int> DumpAsync(
        Savepoint savepoint, string uid, string name, string? key, long? limit, bool asCsv, bool withTimes, CancellationToken cancellationToken)
    {
        var dump = await savepoint.DumpAsync(uid, name, cancellationToken);
        var csv = asCsv ? new StateCsv([.. dump.HasKeys ? (IEnumerable<(string, CodecSchema)>)[("key", dump.State.Key)] : [], (dump.ValueName, dump.ValueSchema), .. dump.HasTimes && withTimes ? (IEnumerable<(string, CodecSchema)>)[("usedAt", CodecSchema.Of(SchemaKind.Text))] : []]) : null;
        if (csv is not null)
        {
            Console.Out.WriteLine(csv.Header);
        }

        var left = limit ?? long.MaxValue;
        await foreach (var entry in dump.ReadAsync(key is null ? null : Json(key), cancellationToken))
        {
            if (left-- <= 0)
            {
                break;
            }

            Console.Out.WriteLine(csv is null ? entry.ToText(withTimes) : csv.Line(entry.ToJson(withTimes)));
        }

        return ExitCode.Finished;
    }

    public static async Task<int> CountAsync(Savepoint savepoint, string uid, string name, bool asJson, CancellationToken cancellationToken)
    {
        var dump = await savepoint.DumpAsync(uid, name, cancellationToken);
        var counts = await dump.CountAsync(cancellationToken);
        var what = dump.IsKeyed ? "key-groups" : "subtasks";
        if (asJson)
        {
            Console.Out.WriteLine(CheckpointText.Text(new JsonObject
            {
                ["entries"] = dump.Total(counts),
                [what] = new JsonArray([.. counts.Select(count => (JsonNode)count)]),
            }));
            return ExitCode.Finished;
        }

        var text = new StringBuilder($"{dump.Total(counts)} entries{Environment.NewLine}");
        for (var i = 0; i < counts.Count; i++)
        {
            text.Append(dump.IsKeyed ? "key group " : "subtask ").Append(i).Append(": ").Append(counts[i]).AppendLine();
        }

        Console.Out.Write(text);
        return ExitCode.Finished;
    }
}
