using System.Globalization;

namespace Weir.Operators.Connectors;

/// <summary>A place in an input.</summary>
internal readonly record struct PositionMark(string Resource, long Line, long Offset)
{
    public override string ToString() => Line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Resource}, line {Line}, byte {Offset}")
        : string.Create(CultureInfo.InvariantCulture, $"{Resource}, offset {Offset}");
}
