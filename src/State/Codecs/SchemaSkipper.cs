using System.Collections.Immutable;

namespace Weir.State.Codecs;

/// <summary>Reads past a stored value that no member of today's type takes, knowing only its schema.</summary>
internal sealed class SchemaSkipper(CodecSchema schema, ImmutableStack<CodecSchema> enclosing)
{
    public void Skip(ref StateReader reader) => Skip(schema, enclosing, ref reader);

    /// <summary>How many of the bytes the value takes that they begin with.</summary>
    public int LengthIn(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        Skip(ref reader);
        return reader.Position;
    }

    private static void Skip(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Text:
                TextEncoding.Skip(ref reader);
                break;
            case SchemaKind.BigInteger:
                reader.ReadBytes(reader.ReadCount());
                break;
            case SchemaKind.Custom:
                reader.ReadBytes(reader.ReadInt32());
                break;
            case SchemaKind.Enumeration:
                Skip(schema.Members[0].Schema, enclosing, ref reader);
                break;
            case SchemaKind.Optional:
                if (reader.ReadBoolean())
                {
                    Skip(schema.Members[0].Schema, enclosing, ref reader);
                }

                break;
            case SchemaKind.List or SchemaKind.Map:
                var count = reader.ReadCount() - 1;
                for (var i = 0; i < count; i++)
                {
                    foreach (var member in schema.Members)
                    {
                        Skip(member.Schema, enclosing, ref reader);
                    }
                }

                break;
            case SchemaKind.Record:
                SkipRecord(schema, enclosing, ref reader);
                break;
            case SchemaKind.Enclosing:
                SkipEnclosing(schema.Number, enclosing, ref reader);
                break;
            default:
                reader.ReadBytes(Size(schema.Kind));
                break;
        }
    }

    private static void SkipRecord(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        if (schema.Number == RecordEncoding.MayBeNull && !reader.ReadBoolean())
        {
            return;
        }

        var inside = enclosing.Push(schema);
        foreach (var member in schema.Members)
        {
            Skip(member.Schema, inside, ref reader);
        }
    }

    private static void SkipEnclosing(long levels, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        var record = Enclosing(levels, enclosing, out var around);
        SkipRecord(record, around, ref reader);
    }

    /// <summary>The record so many levels out, and those around it.</summary>
    internal static CodecSchema Enclosing(long levels, ImmutableStack<CodecSchema> enclosing, out ImmutableStack<CodecSchema> around)
    {
        for (var i = 0L; i < levels && !enclosing.IsEmpty; i++)
        {
            enclosing = enclosing.Pop();
        }

        if (enclosing.IsEmpty)
        {
            throw new CorruptStateException($"A stored schema refers to a record {levels} levels out; there are not as many.");
        }

        around = enclosing.Pop();
        return enclosing.Peek();
    }

    private static int Size(SchemaKind kind) => kind switch
    {
        SchemaKind.Unit => 0,
        SchemaKind.Boolean or SchemaKind.Int8 or SchemaKind.UInt8 => 1,
        SchemaKind.Int16 or SchemaKind.UInt16 or SchemaKind.Float16 or SchemaKind.Character => 2,
        SchemaKind.Int32 or SchemaKind.UInt32 or SchemaKind.Float32 or SchemaKind.Date => 4,
        SchemaKind.Int64 or SchemaKind.UInt64 or SchemaKind.Float64 or SchemaKind.DateTime or SchemaKind.TimeSpan or SchemaKind.TimeOfDay => 8,
        SchemaKind.DateTimeOffset => 10,
        SchemaKind.Int128 or SchemaKind.UInt128 or SchemaKind.Decimal or SchemaKind.Guid => 16,
        _ => throw new CorruptStateException($"A stored value of kind {kind} cannot be skipped."),
    };
}
