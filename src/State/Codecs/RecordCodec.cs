using System.Reflection;

namespace Weir.State.Codecs;

internal delegate void WriteMembers<T>(object[] parts, ref T value, StateWriter writer);

internal delegate void ReadMembers<T>(object[] parts, ref T value, ref StateReader reader);

internal delegate void CopyMembers<T>(object[] parts, ref T value);

internal delegate T Construct<T>();

/// <summary>A record, class or struct: its members one after the other; a class has a byte before, 0 for null.</summary>
internal sealed class RecordCodec<T> : Codec<T>, IRecordCodec
{
    private readonly RecordMember[] _members;
    private readonly object[] _codecs;
    private readonly WriteMembers<T> _write;
    private readonly ReadMembers<T> _read;
    private readonly CopyMembers<T> _copy;
    private readonly Construct<T> _construct;

    public RecordCodec(RecordMember[] members)
    {
        _members = members;
        _codecs = members.Select(member => (object)member.Codec).ToArray();
        Schema = RecordEncoding.Schema(typeof(T), members);
        IsImmutable = members.All(member =>
            (member.Codec.IsImmutable || member.Codec.Schema is { Kind: SchemaKind.Enclosing, Number: 0 })
            && (typeof(T).IsValueType || member.Field.IsInitOnly));
        _write = RecordCompiler<T>.Writer(members);
        _read = RecordCompiler<T>.Reader(members.Select(member => (FieldInfo?)member.Field).ToArray());
        _copy = RecordCompiler<T>.Copier(members);
        _construct = RecordCompiler<T>.Constructor();
    }

    public override CodecSchema Schema { get; }

    public override bool IsImmutable { get; }

    public IReadOnlyList<RecordMember> Members => _members;

    public override void Write(in T value, StateWriter writer)
    {
        var copy = value;
        if (typeof(T).IsValueType)
        {
            _write(_codecs, ref copy, writer);
            return;
        }

        writer.WriteBoolean(copy is not null);
        if (copy is null)
        {
            return;
        }

        RefuseDerived(copy);
        writer.EnterObject(typeof(T));
        _write(_codecs, ref copy, writer);
        writer.LeaveObject();
    }

    public override T Read(ref StateReader reader) => Read(ref reader, !typeof(T).IsValueType, _codecs, _read);

    public override T Copy(in T value)
    {
        if (value is null || IsImmutable)
        {
            return value;
        }

        if (!typeof(T).IsValueType)
        {
            RefuseDerived(value);
        }

        var copy = RecordCompiler<T>.Clone(value);
        _copy(_codecs, ref copy);
        return copy;
    }

    private protected override Codec<T>? Resolve(CodecSchema written, SchemaContext context)
    {
        if (written.Kind != SchemaKind.Record)
        {
            // A struct that may be absent, read as a class: the same bytes.
            return written.Kind == SchemaKind.Optional && !typeof(T).IsValueType && written.Members[0].Schema is { Kind: SchemaKind.Record } inner
                ? ReaderOf(inner, mayBeNull: true, context)
                : null;
        }

        var mayBeNull = written.Number == RecordEncoding.MayBeNull;
        return mayBeNull && typeof(T).IsValueType
            ? throw new IncompatibleSchemaException(context.Path, written, Schema, "it was a class, which may be null, and is a struct.")
            : ReaderOf(written, mayBeNull, context);
    }

    private MigratingReader ReaderOf(CodecSchema written, bool mayBeNull, SchemaContext context)
    {
        MigratingReader? made = null;
        var inside = context.Record(written, this, () => made!);
        var parts = new object[written.Members.Length];
        var fields = new FieldInfo?[written.Members.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var old = written.Members[i];
            if (MemberFor(old.Name, written) is { } member)
            {
                parts[i] = member.Codec.ReaderOf(old.Schema, inside.Member(old.Name));
                fields[i] = member.Field;
            }
            else
            {
                parts[i] = new SchemaSkipper(old.Schema, inside.WrittenRecords());
            }
        }

        made = new MigratingReader(this, mayBeNull, !mayBeNull && written.MayTakeNoBytes, parts, RecordCompiler<T>.Reader(fields));
        return made;
    }

    /// <summary>The member that takes what was stored under a name: its own, or one it had before if its own was not stored.</summary>
    private RecordMember? MemberFor(string name, CodecSchema written) =>
        Array.Find(_members, member => string.Equals(member.Name, name, StringComparison.Ordinal))
        ?? Array.Find(_members, member =>
            member.FormerNames.FirstOrDefault(former => written.Members.Any(stored => string.Equals(stored.Name, former, StringComparison.Ordinal))) is { } former
            && string.Equals(former, name, StringComparison.Ordinal)
            && !written.Members.Any(stored => string.Equals(stored.Name, member.Name, StringComparison.Ordinal)));

    private T Read(ref StateReader reader, bool mayBeNull, object[] parts, ReadMembers<T> read)
    {
        if (mayBeNull && !reader.ReadBoolean())
        {
            return default!;
        }

        var value = _construct();
        read(parts, ref value, ref reader);
        return value;
    }

    private static void RefuseDerived(T value)
    {
        if (value!.GetType() != typeof(T))
        {
            throw new InvalidOperationException(
                $"A {value.GetType()} is where {typeof(T)} is declared to be kept in state: what it adds would be lost. " +
                "Declare the type that is really stored, or register a codec for the declared one with Codec.Register.");
        }
    }

    /// <summary>Reads records that were stored with other members.</summary>
    private sealed class MigratingReader(RecordCodec<T> current, bool mayBeNull, bool mayReadNoBytes, object[] parts, ReadMembers<T> read) : Codec<T>
    {
        public override CodecSchema Schema => current.Schema;

        public override bool IsImmutable => current.IsImmutable;

        internal override bool MayReadNoBytes => mayReadNoBytes;

        public override void Write(in T value, StateWriter writer) => current.Write(value, writer);

        public override T Read(ref StateReader reader) => current.Read(ref reader, mayBeNull, parts, read);

        public override T Copy(in T value) => current.Copy(value);
    }
}
