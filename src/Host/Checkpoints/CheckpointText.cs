using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Host.Terminal;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Host.Checkpoints;

/// <summary>Checkpoints that lie in folders, for people and as JSON.</summary>
internal static class CheckpointText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Dictionary<string, IReadOnlyList<StoredState>> NoStates = [];

    public static string Table(IReadOnlyList<StoredCheckpoint> checkpoints)
    {
        var table = new TextTable("ID", "KIND", "TAKEN", "SIZE", "JOB", "NAME", "FOLDER");
        foreach (var checkpoint in checkpoints)
        {
            if (checkpoint.Metadata is { } metadata)
            {
                table.Add(
                    metadata.CheckpointId.ToString(CultureInfo.InvariantCulture), Kind(metadata), Time(metadata), Figures.Size(checkpoint.Bytes), metadata.JobId, metadata.JobName, checkpoint.Path);
            }
            else
            {
                table.Add("?", "damaged", "", "", "", "", checkpoint.Path);
            }
        }

        return table.ToString();
    }

    public static string Verdict(StoredCheckpoint checkpoint) => checkpoint switch
    {
        { Problem: { } problem } => $"{checkpoint.Path}: damaged: {problem.ReplaceLineEndings(" ")}",
        { Metadata: { } metadata } => $"{checkpoint.Path}: whole: {Kind(metadata)} {metadata.CheckpointId} of {metadata.JobName}, {Figures.Size(checkpoint.Bytes)}",
        _ => $"{checkpoint.Path}: damaged",
    };

    public static string Details(StoredCheckpoint checkpoint)
    {
        var metadata = checkpoint.Metadata!;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Kind(metadata)} {metadata.CheckpointId} of {metadata.JobName} ({metadata.JobId})");
        text.AppendLine(CultureInfo.InvariantCulture, $"taken {Time(metadata)}, {Figures.Size(checkpoint.Bytes)}, format {metadata.Format.ToString().ToLowerInvariant()}, version {metadata.FormatVersion}");
        text.AppendLine();
        var table = new TextTable("UID", "NAME", "PARALLELISM", "MAX", "KEYED", "LISTS");
        foreach (var state in metadata.Operators)
        {
            table.Add(
                state.Uid,
                state.Name,
                state.Parallelism.ToString(CultureInfo.InvariantCulture),
                state.MaxParallelism.ToString(CultureInfo.InvariantCulture),
                Figures.Size(Keyed(state)),
                Figures.Size(Lists(state)));
        }

        return text.Append(table).Append(States(checkpoint)).ToString();
    }

    /// <summary>What states there are, after an empty line; nothing when there are none, or they have not been looked at.</summary>
    public static string States(StoredCheckpoint checkpoint)
    {
        var table = new TextTable("UID", "STATE", "KIND", "KEY", "VALUE");
        foreach (var (uid, states) in checkpoint.States ?? NoStates)
        {
            foreach (var state in states)
            {
                table.Add(uid, state.Name, Kind(state), KeyOf(state), state.Value.ToString());
            }
        }

        return table.Count == 0 ? "" : $"{Environment.NewLine}{table}";
    }

    public static string Json(IEnumerable<StoredCheckpoint> checkpoints) =>
        Text(new JsonObject { ["checkpoints"] = new JsonArray([.. checkpoints.Select(Json)]) });

    public static string Text(JsonObject json) => json.ToJsonString(Indented);

    private static JsonObject Json(StoredCheckpoint checkpoint)
    {
        var json = new JsonObject { ["folder"] = checkpoint.Path, ["problem"] = checkpoint.Problem };
        if (checkpoint.Metadata is { } metadata)
        {
            json["id"] = metadata.CheckpointId;
            json["kind"] = Kind(metadata);
            json["format"] = metadata.Format.ToString().ToLowerInvariant();
            json["jid"] = metadata.JobId;
            json["name"] = metadata.JobName;
            json["timestamp"] = metadata.Timestamp.ToUnixTimeMilliseconds();
            json["bytes"] = checkpoint.Bytes;
            json["operators"] = new JsonArray([.. metadata.Operators.Select(state => new JsonObject
            {
                ["uid"] = state.Uid,
                ["name"] = state.Name,
                ["parallelism"] = state.Parallelism,
                ["maxParallelism"] = state.MaxParallelism,
                ["keyedBytes"] = Keyed(state),
                ["listBytes"] = Lists(state),
                ["states"] = checkpoint.States is null ? null : new JsonArray([.. checkpoint.States[state.Uid].Select(Json)]),
            })]);
        }

        return json;
    }

    private static JsonObject Json(StoredState state) => new()
    {
        ["name"] = state.Name, ["kind"] = Kind(state), ["key"] = KeyOf(state), ["value"] = state.Value.ToString(),
    };

    private static string Kind(StoredState state) => state.Kind switch
    {
        StateKind.OperatorList => "list of the operator",
        StateKind.OperatorUnion => "union list of the operator",
        StateKind.OperatorBroadcast => "broadcast map of the operator",
        var keyed => keyed.ToString().ToLowerInvariant(),
    };

    private static string KeyOf(StoredState state) => state.Kind.HasKeys() ? state.Key.ToString() : "";

    private static string Kind(CheckpointMetadata metadata) => metadata.IsSavepoint ? "savepoint" : "checkpoint";

    private static string Time(CheckpointMetadata metadata) => metadata.Timestamp.ToString("u", CultureInfo.InvariantCulture);

    private static long Keyed(OperatorState state) => state.Subtasks.SelectMany(subtask => subtask.Keyed).SelectMany(handle => handle.Files).Sum(file => file.Length);

    private static long Lists(OperatorState state) => state.Subtasks.SelectMany(subtask => subtask.Operator).Sum(handle => handle.State.Length);
}
