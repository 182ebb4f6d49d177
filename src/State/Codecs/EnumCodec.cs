using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weir.State.Codecs;

/// <summary>An enumeration as its underlying number. Its names are in the schema, so that a name whose number has changed is noticed.</summary>
internal sealed class EnumCodec<T, TNumber> : Codec<T>
    where T : struct, Enum
    where TNumber : struct
{
    private readonly Codec<TNumber> _number;

    public EnumCodec(Codec<TNumber> number)
    {
        _number = number;
        Schema = new CodecSchema(
            SchemaKind.Enumeration,
            TypeNames.Of(typeof(T)),
            [
                new SchemaMember("number", number.Schema),
                .. Enum.GetNames<T>().Select(name => new SchemaMember(name, new CodecSchema(SchemaKind.Unit, number: Number(name)))),
            ]);
    }

    public override CodecSchema Schema { get; }

    public override bool IsImmutable => true;

    internal override bool IsMemory => _number.IsMemory;

    public override void Write(in T value, StateWriter writer)
    {
        var copy = value;
        _number.Write(Unsafe.As<T, TNumber>(ref copy), writer);
    }

    public override T Read(ref StateReader reader)
    {
        var number = _number.Read(ref reader);
        return Unsafe.As<TNumber, T>(ref number);
    }

    private protected override Codec<T>? Resolve(CodecSchema written, SchemaContext context)
    {
        if (written.Kind != SchemaKind.Enumeration)
        {
            return null;
        }

        foreach (var old in written.Members.Skip(1))
        {
            if (Schema.Members.Skip(1).FirstOrDefault(member => string.Equals(member.Name, old.Name, StringComparison.Ordinal)) is { } member
                && member.Schema.Number != old.Schema.Number)
            {
                throw new IncompatibleSchemaException(
                    context.Path, written, Schema,
                    string.Create(CultureInfo.InvariantCulture, $"its name {old.Name} was {old.Schema.Number} and is {member.Schema.Number}. Give it the old number again."));
            }
        }

        return new EnumReader(this, _number.ReaderFor(written.Members[0].Schema, context));
    }

    private static long Number(string name)
    {
        var value = Enum.Parse<T>(name);
        return Enum.GetUnderlyingType(typeof(T)) == typeof(ulong)
            ? unchecked((long)Convert.ToUInt64(value, CultureInfo.InvariantCulture))
            : Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    private sealed class EnumReader(EnumCodec<T, TNumber> current, Codec<TNumber> number) : Codec<T>
    {
        public override CodecSchema Schema => current.Schema;

        public override bool IsImmutable => true;

        public override void Write(in T value, StateWriter writer) => current.Write(value, writer);

        public override T Read(ref StateReader reader)
        {
            var read = number.Read(ref reader);
            return Unsafe.As<TNumber, T>(ref read);
        }
    }
}
