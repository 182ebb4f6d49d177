using Weir.State.Codecs;

namespace Weir.Unit.State.Codecs;

public class RefusalTests
{
    [Fact]
    public void A_type_that_cannot_be_stored_is_named_with_its_path_and_the_way_out()
    {
        var exception = Should.Throw<NoCodecException>(() => Codec.For<Order>());
        exception.Path.ShouldBe("Order.Customers[].Connection");
        exception.Type.ShouldBe(typeof(Stream));
        exception.Message.ShouldBe(
            "Order.Customers[].Connection cannot be kept in state or sent between subtasks: values of Stream can be of any type that derives from it. " +
            "Declare the type that is really stored, mark the field [field: NonSerialized] if it need not be stored, or register a codec with Codec.Register<Stream>(…).");
    }

    [Fact]
    public void Each_kind_of_type_has_its_reason()
    {
        Reason<object>().ShouldContain("any type that derives");
        Reason<IList<int>>().ShouldContain("any type that derives");
        Reason<Func<int>>().ShouldContain("delegate");
        Reason<MemoryStream>().ShouldContain("a type of .NET");
        Reason<Stack<int>>().ShouldContain("a type of .NET");
        Reason<Own>().ShouldContain("derives from Exception");
        Reason<int[,]>().ShouldContain("several dimensions");
        Reason<IntPtr>().ShouldContain("memory of this process");
        Reason<Task>().ShouldContain("a type of .NET");
        Reason<Four>().ShouldContain("inline array");
        Reason<(int, Four)>().ShouldContain("inline array");
    }

    /// <summary>It has one field, and would be stored without the other elements.</summary>
    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Four
    {
        public long First;
    }

    [Fact]
    public void A_derived_value_is_refused_rather_than_cut()
    {
        Animal dog = new Dog();
        Should.Throw<InvalidOperationException>(() => RoundTripTests.Back(dog)).Message.ShouldContain("Dog");
        var animals = new List<Animal> { new(), new Dog() };
        Should.Throw<InvalidOperationException>(() => Codec.For<List<Animal>>().Copy(in animals)).Message.ShouldContain("Dog");
    }

    [Fact]
    public void A_cycle_is_refused()
    {
        var ring = new Ring();
        ring.Next = ring;
        Should.Throw<InvalidOperationException>(() => RoundTripTests.Back(ring)).Message.ShouldContain("cycle");
    }

    [Fact]
    public void A_comparer_that_would_be_lost_is_refused() => Should.Throw<InvalidOperationException>(
        () => RoundTripTests.Back(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase))).Message.ShouldContain("comparer");

    [Fact]
    public void A_registered_codec_is_used_wherever_its_type_occurs()
    {
        Codec.Register(new UriCodec());
        RoundTripTests.Back(new List<Uri> { new("http://example.org/") })[0].Host.ShouldBe("example.org");
        Should.Throw<InvalidOperationException>(() => Codec.Register(new UriCodec())).Message.ShouldContain("in use");
        Should.Throw<InvalidOperationException>(() => Codec.Register(Codec.For<int>())).Message.ShouldContain("Weir's own");
        Should.Throw<IncompatibleSchemaException>(() => Codec.For<Uri>().ReaderFor(CodecSchema.Custom("uri", 2))).Message.ShouldContain("custom uri v2");
    }

    private static string Reason<T>() => Should.Throw<NoCodecException>(() => Codec.For<T>()).Message;

    internal sealed class Order
    {
        public List<Customer> Customers { get; set; } = [];
    }

    internal sealed class Customer
    {
        public string Name { get; set; } = "";

        public Stream? Connection { get; set; }
    }

    internal sealed class Own : Exception;

    internal class Animal
    {
        public int Legs { get; set; }
    }

    internal sealed class Dog : Animal;

    internal sealed class Ring
    {
        public Ring? Next { get; set; }
    }

    private sealed class UriCodec : Codec<Uri>
    {
        public override CodecSchema Schema { get; } = CodecSchema.Custom("uri");

        public override bool IsImmutable => true;

        public override void Write(in Uri value, StateWriter writer) => writer.WriteText(value.OriginalString);

        public override Uri Read(ref StateReader reader) => new(reader.ReadText()!);
    }
}
