using Weir.State.Codecs;

namespace Weir.Unit.State.Matrix;

/// <summary>What is kept in the states of the matrix, in one version of a job.</summary>
/// <typeparam name="T">Itself.</typeparam>
internal interface IGoods<T>
{
    /// <summary>The value of a number, as this version has it whichever version wrote it.</summary>
    static abstract T Of(int number);

    T Plus(T other);

    /// <summary>All that is in it, for comparison.</summary>
    string Text { get; }
}

/// <summary>As the first version of a job has it.</summary>
internal sealed record OldGoods(short Number, string Gone, string Title, OldPart Part, OldPart[] Parts, Dictionary<string, int> Prices, Shade Shade)
    : IGoods<OldGoods>
{
    public string Text => $"{Number} {Gone} {Title} {Part} {string.Join<OldPart>(',', Parts)} {string.Join(',', Prices)} {Shade}";

    public static OldGoods Of(int number) => new(
        (short)number, "gone", $"title {number}", new OldPart(number, "x"), [new OldPart(1, "y"), new OldPart(number, "z")], new() { ["eur"] = number }, Shade.Dark);

    public OldGoods Plus(OldGoods other) => this with { Number = (short)(Number + other.Number) };
}

internal sealed record OldPart(int Id, string Dropped);

internal enum Shade
{
    Light,
    Dark,
}

/// <summary>
/// As the next version has it: a member is gone, one is new, one has another name, numbers are wider, also within nested types and
/// collections, an array is a list, a value may be none, an enumeration has one name more.
/// </summary>
internal sealed record NewGoods : IGoods<NewGoods>
{
    public string Added { get; set; } = "initial";

    public long Number { get; set; }

    [FormerName("Title")]
    public string Name { get; set; } = "";

    public NewPart? Part { get; set; }

    public List<NewPart> Parts { get; set; } = [];

    public Dictionary<string, decimal?> Prices { get; set; } = [];

    public NewShade Shade { get; set; }

    public string Text => $"{Added} {Number} {Name} {Part} {string.Join(',', Parts)} {string.Join(',', Prices)} {Shade}";

    public static NewGoods Of(int number) => new()
    {
        Number = number,
        Name = $"title {number}",
        Part = new NewPart { Id = number },
        Parts = [new NewPart { Id = 1 }, new NewPart { Id = number }],
        Prices = new() { ["eur"] = number },
        Shade = NewShade.Dark,
    };

    public NewGoods Plus(NewGoods other) => this with { Number = Number + other.Number };
}

internal sealed record NewPart
{
    public int? Extra { get; set; } = 7;

    public long Id { get; set; }
}

internal enum NewShade
{
    Light,
    Dark,
    Darker,
}

/// <summary>A version that cannot read the first one's: what was text is a number.</summary>
internal sealed record WrongGoods(short Number, int Title) : IGoods<WrongGoods>
{
    public string Text => $"{Number} {Title}";

    public static WrongGoods Of(int number) => new((short)number, number);

    public WrongGoods Plus(WrongGoods other) => this;
}
