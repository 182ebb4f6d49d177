namespace Weir.State.Codecs;

/// <summary>
/// Codecs for values that are found by their bytes: values that are equal have the same ones. They write what the type's own codec could
/// have written, and are read by it.
/// </summary>
/// <remarks>
/// Only a <see cref="DateTime"/> keeps what its equality ignores, its kind: a stream whose keys are dates of one kind in one record and
/// of another in the next is not one that anybody means.
/// </remarks>
internal static class KeyBytes
{
    public static Codec<T> For<T>(Codec<T> codec) => (Codec<T>)For((ICodec)codec);

    private static ICodec For(ICodec codec) => codec switch
    {
        // 0 and -0 are equal, and so are all NaN.
        FixedCodec<double> real => new EqualBytesCodec<double>(real, static value => double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value),
        FixedCodec<float> real => new EqualBytesCodec<float>(real, static value => float.IsNaN(value) ? float.NaN : value == 0 ? 0 : value),
        FixedCodec<Half> real => new EqualBytesCodec<Half>(real, static value => Half.IsNaN(value) ? Half.NaN : value == Half.Zero ? Half.Zero : value),

        // 1.0 and 1.00 are equal; dividing by one with 28 zeros takes the last ones off.
        FixedCodec<decimal> number => new EqualBytesCodec<decimal>(number, static value => value == 0 ? 0 : value / 1.0000000000000000000000000000m),

        // The same moment is equal at any offset.
        FixedCodec<DateTimeOffset> date => new EqualBytesCodec<DateTimeOffset>(date, static value => value.ToUniversalTime()),
        IOptionalCodec optional when For(optional.Inner) is var inner && !ReferenceEquals(inner, optional.Inner) =>
            Create(typeof(OptionalCodec<>), Nullable.GetUnderlyingType(codec.Type)!, inner, true),
        IRecordCodec record when Changed(record.Members) is { } members => Create(typeof(RecordCodec<>), codec.Type, (object)members),
        _ => codec,
    };

    private static RecordMember[]? Changed(IReadOnlyList<RecordMember> members)
    {
        var found = members.Select(member => member with { Codec = For(member.Codec) }).ToArray();
        return found.Zip(members).All(pair => ReferenceEquals(pair.First.Codec, pair.Second.Codec)) ? null : found;
    }

    private static ICodec Create(Type definition, Type argument, params object[] arguments) =>
        (ICodec)Activator.CreateInstance(definition.MakeGenericType(argument), arguments)!;

    private sealed class EqualBytesCodec<T>(Codec<T> codec, Func<T, T> normalize) : Codec<T>
    {
        public override CodecSchema Schema => codec.Schema;

        public override bool IsImmutable => true;

        public override void Write(in T value, StateWriter writer) => codec.Write(normalize(value), writer);

        public override T Read(ref StateReader reader) => codec.Read(ref reader);
    }
}
