using Weir.State;
using Weir.State.Codecs;

namespace Weir.Unit.State.Codecs;

/// <summary>Elements that take no bytes come back in the number that there were.</summary>
public sealed class EmptyElementTests
{
    [Fact]
    public void Lists_of_empty_structs_come_back()
    {
        RoundTrip(new List<Nothing> { default, default, default }).Count.ShouldBe(3);
        RoundTrip(new Nothing[5]).Length.ShouldBe(5);
        RoundTrip(new List<AroundNothing> { default, default }).Count.ShouldBe(2);
        RoundTrip(new List<ValueTuple> { default, default }).Count.ShouldBe(2);
        RoundTrip(new Dictionary<Nothing, Nothing> { [default] = default }).Count.ShouldBe(1);
    }

    [Fact]
    public void Elements_that_have_got_members_since_come_back_with_defaults()
    {
        var writer = new StateWriter();
        Codec.For<List<Nothing>>().Write([default, default], writer);
        var reader = new StateReader(writer.Written);

        Codec.For<List<Something>>().ReaderFor(Codec.For<List<Nothing>>().Schema).Read(ref reader).ShouldBe([default, default]);
    }

    [Fact]
    public void More_elements_than_bytes_are_refused_when_an_element_takes_some()
    {
        var writer = new StateWriter();
        writer.WriteCount(1_000_001);

        Should.Throw<CorruptStateException>(() => Read<List<int>>(writer));
        Should.Throw<CorruptStateException>(() => Read<Dictionary<int, Nothing>>(writer));
    }

    private static T RoundTrip<T>(T value)
    {
        var writer = new StateWriter();
        Codec.For<T>().Write(value, writer);
        return Read<T>(writer);
    }

    private static T Read<T>(StateWriter writer)
    {
        var reader = new StateReader(writer.Written);
        return Codec.For<T>().Read(ref reader);
    }

    private readonly record struct Nothing;

    private readonly record struct AroundNothing(Nothing First, Nothing Second);

    private readonly record struct Something(int Value);
}
