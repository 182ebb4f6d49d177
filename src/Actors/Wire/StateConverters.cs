using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Actors.Coordination;
using Weir.Actors.Subtasks;
using Weir.Operators.Chains;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.Actors.Wire;

/// <summary>What a subtask restores: its handles in the form that they have in a checkpoint's metadata.</summary>
internal sealed class RestoredStateConverter : JsonConverter<RestoredSubtaskState>
{
    public override RestoredSubtaskState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OperatorStates.ReadRestored(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, RestoredSubtaskState value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(OperatorStates.Write(value));
}

/// <summary>What a subtask has written for a checkpoint.</summary>
internal sealed class SnapshotConverter : JsonConverter<ISnapshotToken>
{
    public override ISnapshotToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new SnapshotToken(new SubtaskSnapshot(OperatorStates.Read(reader.GetBytesFromBase64())));

    public override void Write(Utf8JsonWriter writer, ISnapshotToken value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value is SnapshotToken token
            ? OperatorStates.Write(token.Snapshot.Operators)
            : throw new JsonException($"A {value.GetType().Name} does not leave its node."));
}

internal static class OperatorStates
{
    public static byte[] Write(RestoredSubtaskState restored)
    {
        var writer = new StateWriter();
        writer.WriteInt64(restored.CheckpointId);
        Write(writer, restored.Operators);
        return writer.ToArray();
    }

    public static byte[] Write(IReadOnlyDictionary<string, OperatorSubtaskState> operators)
    {
        var writer = new StateWriter();
        Write(writer, operators);
        return writer.ToArray();
    }

    public static RestoredSubtaskState ReadRestored(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        long checkpointId = reader.ReadInt64();
        return new RestoredSubtaskState(Read(ref reader), checkpointId);
    }

    public static Dictionary<string, OperatorSubtaskState> Read(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        return Read(ref reader);
    }

    private static void Write(StateWriter writer, IReadOnlyDictionary<string, OperatorSubtaskState> operators)
    {
        writer.WriteCount(operators.Count);
        foreach ((string uid, OperatorSubtaskState state) in operators)
        {
            writer.WriteText(uid);
            MetadataFormat.Write(writer, state);
        }
    }

    private static Dictionary<string, OperatorSubtaskState> Read(ref StateReader reader)
    {
        int count = reader.ReadCount();
        var operators = new Dictionary<string, OperatorSubtaskState>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string uid = reader.ReadText() ?? throw new JsonException("The state of an operator has no uid.");
            operators.Add(uid, MetadataFormat.ReadSubtask(ref reader));
        }

        return operators;
    }
}
