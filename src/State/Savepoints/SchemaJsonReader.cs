using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Weir.State.Codecs;

namespace Weir.State.Savepoints;

/// <summary>Encodes JSON as <see cref="SchemaJsonWriter"/> writes it by a schema.</summary>
internal static class SchemaJsonReader
{
    /// <param name="schema">Of the value.</param>
    /// <param name="json">The value.</param>
    /// <param name="writer">Gets its encoding.</param>
    /// <exception cref="FormatException">It is no such value; the message says where.</exception>
    public static void Write(CodecSchema schema, JsonElement json, StateWriter writer) => Write(schema, [], json, "$", writer);

    private static void Write(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, JsonElement json, string path, StateWriter writer)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False: writer.WriteBoolean(json.GetBoolean()); break;
            case SchemaKind.Unit when json.ValueKind == JsonValueKind.Null: break;
            case SchemaKind.Optional when json.ValueKind == JsonValueKind.Null: writer.WriteBoolean(false); break;
            case SchemaKind.Optional:
                writer.WriteBoolean(true);
                Write(schema.Members[0].Schema, enclosing, json, path, writer);
                break;
            case SchemaKind.List or SchemaKind.Map when json.ValueKind == JsonValueKind.Null: writer.WriteCount(0); break;
            case SchemaKind.List when schema.Members[0].Schema.Kind == SchemaKind.UInt8: WriteBytes(Bytes(json, path, schema), writer); break;
            case SchemaKind.List when json.ValueKind == JsonValueKind.Array: WriteList(schema.Members[0].Schema, enclosing, json, path, writer); break;
            case SchemaKind.Map: WriteMap(schema, enclosing, json, path, writer); break;
            case SchemaKind.Record: WriteRecord(schema, enclosing, json, path, writer); break;
            case SchemaKind.Enclosing:
                var record = SchemaSkipper.Enclosing(schema.Number, enclosing, out var around);
                WriteRecord(record, around, json, path, writer);
                break;
            case SchemaKind.Custom:
                var bytes = Bytes(json, path, schema);
                writer.WriteInt32(bytes.Length);
                writer.WriteBytes(bytes);
                break;
            default:
                WriteScalar(schema, json.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.String => json.GetString(),
                    JsonValueKind.Number => json.GetRawText(),
                    _ => throw Wrong(schema, json.GetRawText(), path),
                }, path, writer);
                break;
        }
    }

    private static void WriteScalar(CodecSchema schema, string? text, string path, StateWriter writer)
    {
        if (schema.Kind == SchemaKind.Text)
        {
            writer.WriteText(text);
            return;
        }

        var invariant = CultureInfo.InvariantCulture;
        try
        {
            ArgumentNullException.ThrowIfNull(text);
            switch (schema.Kind)
            {
                case SchemaKind.Int8: writer.WriteByte((byte)sbyte.Parse(text, invariant)); break;
                case SchemaKind.UInt8: writer.WriteByte(byte.Parse(text, invariant)); break;
                case SchemaKind.Int16: writer.WriteUInt16((ushort)short.Parse(text, invariant)); break;
                case SchemaKind.UInt16: writer.WriteUInt16(ushort.Parse(text, invariant)); break;
                case SchemaKind.Int32: writer.WriteInt32(int.Parse(text, invariant)); break;
                case SchemaKind.UInt32: writer.WriteUInt32(uint.Parse(text, invariant)); break;
                case SchemaKind.Int64: writer.WriteInt64(long.Parse(text, invariant)); break;
                case SchemaKind.UInt64: writer.WriteUInt64(ulong.Parse(text, invariant)); break;
                case SchemaKind.Int128: PrimitiveEncoding.WriteInt128(writer, Int128.Parse(text, invariant)); break;
                case SchemaKind.UInt128: PrimitiveEncoding.WriteUInt128(writer, UInt128.Parse(text, invariant)); break;
                case SchemaKind.BigInteger: PrimitiveEncoding.WriteBigInteger(writer, BigInteger.Parse(text, invariant)); break;
                case SchemaKind.Decimal: PrimitiveEncoding.WriteDecimal(writer, decimal.Parse(text, NumberStyles.Float, invariant)); break;
                case SchemaKind.Float16: PrimitiveEncoding.WriteHalf(writer, Half.Parse(text, invariant)); break;
                case SchemaKind.Float32: PrimitiveEncoding.WriteSingle(writer, float.Parse(text, invariant)); break;
                case SchemaKind.Float64: PrimitiveEncoding.WriteDouble(writer, double.Parse(text, invariant)); break;
                case SchemaKind.Character: writer.WriteUInt16(char.Parse(text)); break;
                case SchemaKind.Guid: PrimitiveEncoding.WriteGuid(writer, Guid.Parse(text)); break;
                case SchemaKind.DateTime: PrimitiveEncoding.WriteDateTime(writer, DateTime.Parse(text, invariant, DateTimeStyles.RoundtripKind)); break;
                case SchemaKind.DateTimeOffset: PrimitiveEncoding.WriteDateTimeOffset(writer, DateTimeOffset.Parse(text, invariant, DateTimeStyles.AssumeUniversal)); break;
                case SchemaKind.TimeSpan: writer.WriteInt64(TimeSpan.Parse(text, invariant).Ticks); break;
                case SchemaKind.Date: PrimitiveEncoding.WriteDate(writer, DateOnly.Parse(text, invariant)); break;
                case SchemaKind.TimeOfDay: PrimitiveEncoding.WriteTimeOfDay(writer, TimeOnly.Parse(text, invariant)); break;
                case SchemaKind.Enumeration: WriteScalar(schema.Members[0].Schema, Number(schema, text), path, writer); break;
                default: throw Wrong(schema, text, path);
            }
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentNullException)
        {
            throw Wrong(schema, text ?? "null", path, error);
        }
    }

    private static string Number(CodecSchema enumeration, string text)
    {
        var named = enumeration.Members.Skip(1).FirstOrDefault(member => string.Equals(member.Name, text, StringComparison.Ordinal));
        return named is null ? text
            : enumeration.Members[0].Schema.Kind == SchemaKind.UInt64 ? ((ulong)named.Schema.Number).ToString(CultureInfo.InvariantCulture)
            : named.Schema.Number.ToString(CultureInfo.InvariantCulture);
    }

    private static void WriteBytes(byte[] bytes, StateWriter writer)
    {
        writer.WriteCount(bytes.Length + 1);
        writer.WriteBytes(bytes);
    }

    private static void WriteList(CodecSchema element, ImmutableStack<CodecSchema> enclosing, JsonElement json, string path, StateWriter writer)
    {
        writer.WriteCount(json.GetArrayLength() + 1);
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            Write(element, enclosing, item, $"{path}[{index++}]", writer);
        }
    }

    private static void WriteMap(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, JsonElement json, string path, StateWriter writer)
    {
        var (key, value) = (schema.Members[0].Schema, schema.Members[1].Schema);
        if (SchemaJsonWriter.IsName(key) && json.ValueKind == JsonValueKind.Object)
        {
            writer.WriteCount(json.EnumerateObject().Count() + 1);
            foreach (var entry in json.EnumerateObject())
            {
                WriteScalar(key, entry.Name, $"{path}.{entry.Name}", writer);
                Write(value, enclosing, entry.Value, $"{path}.{entry.Name}", writer);
            }

            return;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(schema, json.GetRawText(), path);
        }

        writer.WriteCount(json.GetArrayLength() + 1);
        var index = 0;
        foreach (var entry in json.EnumerateArray())
        {
            var place = $"{path}[{index++}]";
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("key", out var itsKey) || !entry.TryGetProperty("value", out var itsValue))
            {
                throw Wrong(schema, entry.GetRawText(), place);
            }

            Write(key, enclosing, itsKey, $"{place}.key", writer);
            Write(value, enclosing, itsValue, $"{place}.value", writer);
        }
    }

    private static void WriteRecord(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, JsonElement json, string path, StateWriter writer)
    {
        if (schema.Number == RecordEncoding.MayBeNull)
        {
            writer.WriteBoolean(json.ValueKind != JsonValueKind.Null);
            if (json.ValueKind == JsonValueKind.Null)
            {
                return;
            }
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(schema, json.GetRawText(), path);
        }

        if (json.EnumerateObject().FirstOrDefault(given => schema.Members.All(member => member.Name != given.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new FormatException($"{path} has a member '{unknown.Name}'; there are: {string.Join(", ", schema.Members.Select(member => member.Name))}.");
        }

        var inside = enclosing.Push(schema);
        foreach (var member in schema.Members)
        {
            if (!json.TryGetProperty(member.Name, out var value))
            {
                throw new FormatException($"{path} has no member '{member.Name}', which {schema} has.");
            }

            Write(member.Schema, inside, value, $"{path}.{member.Name}", writer);
        }
    }

    private static byte[] Bytes(JsonElement json, string path, CodecSchema schema) =>
        json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out var bytes) ? bytes : throw Wrong(schema, json.GetRawText(), path);

    private static FormatException Wrong(CodecSchema schema, string text, string path, Exception? cause = null) =>
        new($"{path} is {text}, and is no {schema}.", cause);
}
