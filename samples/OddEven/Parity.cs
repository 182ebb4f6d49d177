namespace Weir.Samples.OddEven;

/// <summary>What numbers are summed by.</summary>
public enum Parity
{
    /// <summary>Divisible by two.</summary>
    Even,

    /// <summary>All others.</summary>
    Odd,
}
