using System.Collections.Immutable;

namespace Weir.State.Codecs;

/// <summary>Where a comparison of a written schema with a codec is: the path for messages, and the records around, for recursive types.</summary>
internal sealed class SchemaContext
{
    private readonly SchemaContext? _outer;
    private readonly CodecSchema? _record;

    private SchemaContext(SchemaContext? outer, string path, CodecSchema? record, ICodec? current, Func<ICodec>? reader)
    {
        _outer = outer;
        Path = path;
        _record = record;
        Current = current;
        Reader = reader;
    }

    public string Path { get; }

    /// <summary>The codec of today whose record this is.</summary>
    public ICodec? Current { get; }

    /// <summary>The reader being built for that record.</summary>
    public Func<ICodec>? Reader { get; }

    public static SchemaContext Root(string path) => new(null, path, null, null, null);

    public SchemaContext Member(string name) => new(this, $"{Path}.{name}", null, null, null);

    public SchemaContext Record(CodecSchema written, ICodec current, Func<ICodec> reader) => new(this, Path, written, current, reader);

    /// <summary>The record context that a written <see cref="SchemaKind.Enclosing"/> of <paramref name="levels"/> names.</summary>
    public SchemaContext Enclosing(long levels)
    {
        var left = levels;
        for (var context = this; context is not null; context = context._outer)
        {
            if (context._record is not null && left-- == 0)
            {
                return context;
            }
        }

        throw new CorruptStateException($"The stored schema of {Path} refers to a record {levels} levels out; there are not as many.");
    }

    /// <summary>The written records around, innermost first.</summary>
    public ImmutableStack<CodecSchema> WrittenRecords()
    {
        var outer = _outer?.WrittenRecords() ?? [];
        return _record is null ? outer : outer.Push(_record);
    }

    public CodecSchema WrittenRecord => _record ?? throw new InvalidOperationException($"{Path} is not a record.");
}
