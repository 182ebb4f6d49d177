namespace Weir.Samples.Arguments;

/// <summary>An option of a job.</summary>
/// <param name="Name">Its name with the dashes.</param>
/// <param name="Value">What its value is, for people; null when it takes none.</param>
internal sealed record JobOption(string Name, string? Value = null)
{
    public override string ToString() => Value is null ? Name : $"{Name} {Value}";
}
