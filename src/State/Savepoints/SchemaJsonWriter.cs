using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.State.Codecs;

namespace Weir.State.Savepoints;

/// <summary>
/// Stored values as JSON, knowing only their schema: numbers as numbers (of any size; NaN and the infinities as text), bytes as base64, dates
/// as ISO 8601, durations as days.hours:minutes:seconds, enumerations by name, records as objects, maps as objects when their keys are text,
/// numbers, names or dates and else as a list of objects with key and value, and what a registered codec wrote as base64.
/// </summary>
internal static class SchemaJsonWriter
{
    public static string Text(CodecSchema schema, ReadOnlySpan<byte> value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonStateOptions.Writer))
        {
            var reader = new StateReader(value);
            Write(json, schema, [], ref reader);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A value of a schema that is alone, or the root.</summary>
    public static void Write(Utf8JsonWriter json, CodecSchema schema, ref StateReader reader) => Write(json, schema, [], ref reader);

    /// <summary>Whether values can be names of members.</summary>
    internal static bool IsName(CodecSchema schema) => schema.Kind switch
    {
        SchemaKind.Boolean or SchemaKind.Unit or SchemaKind.Optional or SchemaKind.List or SchemaKind.Map or SchemaKind.Record
            or SchemaKind.Enclosing or SchemaKind.Custom => false,
        _ => true,
    };

    private static void Write(Utf8JsonWriter json, CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Boolean: json.WriteBooleanValue(reader.ReadBoolean()); break;
            case SchemaKind.Unit: json.WriteNullValue(); break;
            case SchemaKind.Optional when !reader.ReadBoolean(): json.WriteNullValue(); break;
            case SchemaKind.Optional: Write(json, schema.Members[0].Schema, enclosing, ref reader); break;
            case SchemaKind.List: WriteList(json, schema.Members[0].Schema, enclosing, ref reader); break;
            case SchemaKind.Map: WriteMap(json, schema, enclosing, ref reader); break;
            case SchemaKind.Record: WriteRecord(json, schema, enclosing, ref reader); break;
            case SchemaKind.Enclosing: WriteEnclosing(json, schema.Number, enclosing, ref reader); break;
            case SchemaKind.Custom: json.WriteBase64StringValue(reader.ReadBytes(reader.ReadInt32())); break;
            default: WriteScalar(json, schema, ref reader); break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, CodecSchema schema, ref StateReader reader)
    {
        var (text, isNumber) = Scalar(schema, ref reader);
        if (text is null)
        {
            json.WriteNullValue();
        }
        else if (isNumber)
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static (string? Text, bool IsNumber) Scalar(CodecSchema schema, ref StateReader reader)
    {
        var invariant = CultureInfo.InvariantCulture;
        return schema.Kind switch
        {
            SchemaKind.Int8 => (((sbyte)reader.ReadByte()).ToString(invariant), true),
            SchemaKind.UInt8 => (reader.ReadByte().ToString(invariant), true),
            SchemaKind.Int16 => (((short)reader.ReadUInt16()).ToString(invariant), true),
            SchemaKind.UInt16 => (reader.ReadUInt16().ToString(invariant), true),
            SchemaKind.Int32 => (reader.ReadInt32().ToString(invariant), true),
            SchemaKind.UInt32 => (reader.ReadUInt32().ToString(invariant), true),
            SchemaKind.Int64 => (reader.ReadInt64().ToString(invariant), true),
            SchemaKind.UInt64 => (reader.ReadUInt64().ToString(invariant), true),
            SchemaKind.Int128 => (PrimitiveEncoding.ReadInt128(ref reader).ToString(invariant), true),
            SchemaKind.UInt128 => (PrimitiveEncoding.ReadUInt128(ref reader).ToString(invariant), true),
            SchemaKind.BigInteger => (PrimitiveEncoding.ReadBigInteger(ref reader).ToString(invariant), true),
            SchemaKind.Decimal => (PrimitiveEncoding.ReadDecimal(ref reader).ToString(invariant), true),
            SchemaKind.Float16 => Real(PrimitiveEncoding.ReadHalf(ref reader).ToString(invariant)),
            SchemaKind.Float32 => Real(PrimitiveEncoding.ReadSingle(ref reader).ToString("R", invariant)),
            SchemaKind.Float64 => Real(PrimitiveEncoding.ReadDouble(ref reader).ToString("R", invariant)),
            SchemaKind.Character => (((char)reader.ReadUInt16()).ToString(), false),
            SchemaKind.Text => (reader.ReadText(), false),
            SchemaKind.Guid => (PrimitiveEncoding.ReadGuid(ref reader).ToString(), false),
            SchemaKind.DateTime => (PrimitiveEncoding.ReadDateTime(ref reader).ToString("O", invariant), false),
            SchemaKind.DateTimeOffset => (PrimitiveEncoding.ReadDateTimeOffset(ref reader).ToString("O", invariant), false),
            SchemaKind.TimeSpan => (new TimeSpan(reader.ReadInt64()).ToString("c", invariant), false),
            SchemaKind.Date => (PrimitiveEncoding.ReadDate(ref reader).ToString("O", invariant), false),
            SchemaKind.TimeOfDay => (PrimitiveEncoding.ReadTimeOfDay(ref reader).ToString("O", invariant), false),
            SchemaKind.Enumeration => Name(schema, Scalar(schema.Members[0].Schema, ref reader).Text!),
            _ => throw new CorruptStateException($"A stored value of kind {schema.Kind} cannot be shown."),
        };
    }

    private static (string Text, bool IsNumber) Real(string text) => (text, char.IsAsciiDigit(text[^1]));

    private static (string Text, bool IsNumber) Name(CodecSchema enumeration, string number)
    {
        var isSigned = enumeration.Members[0].Schema.Kind is SchemaKind.Int8 or SchemaKind.Int16 or SchemaKind.Int32 or SchemaKind.Int64;
        foreach (var name in enumeration.Members.Skip(1))
        {
            var value = isSigned ? name.Schema.Number.ToString(CultureInfo.InvariantCulture) : ((ulong)name.Schema.Number).ToString(CultureInfo.InvariantCulture);
            if (value == number)
            {
                return (name.Name, false);
            }
        }

        return (number, true);
    }

    private static void WriteList(Utf8JsonWriter json, CodecSchema element, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        var count = reader.ReadCount() - 1;
        if (count < 0)
        {
            json.WriteNullValue();
            return;
        }

        if (element.Kind == SchemaKind.UInt8)
        {
            json.WriteBase64StringValue(reader.ReadBytes(count));
            return;
        }

        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            Write(json, element, enclosing, ref reader);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        var count = reader.ReadCount() - 1;
        if (count < 0)
        {
            json.WriteNullValue();
            return;
        }

        var (key, value) = (schema.Members[0].Schema, schema.Members[1].Schema);
        if (IsName(key))
        {
            json.WriteStartObject();
            for (var i = 0; i < count; i++)
            {
                json.WritePropertyName(Scalar(key, ref reader).Text ?? "");
                Write(json, value, enclosing, ref reader);
            }

            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WritePropertyName("key");
            Write(json, key, enclosing, ref reader);
            json.WritePropertyName("value");
            Write(json, value, enclosing, ref reader);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRecord(Utf8JsonWriter json, CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        if (schema.Number == RecordEncoding.MayBeNull && !reader.ReadBoolean())
        {
            json.WriteNullValue();
            return;
        }

        var inside = enclosing.Push(schema);
        json.WriteStartObject();
        foreach (var member in schema.Members)
        {
            json.WritePropertyName(member.Name);
            Write(json, member.Schema, inside, ref reader);
        }

        json.WriteEndObject();
    }

    private static void WriteEnclosing(Utf8JsonWriter json, long levels, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        var record = SchemaSkipper.Enclosing(levels, enclosing, out var around);
        WriteRecord(json, record, around, ref reader);
    }
}
