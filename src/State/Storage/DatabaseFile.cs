namespace Weir.State.Storage;

/// <summary>A file of a database.</summary>
/// <param name="Name">In the database's folder.</param>
/// <param name="State">Where it is in the checkpoint.</param>
internal sealed record DatabaseFile(string Name, StateHandle State)
{
    /// <summary>Makes sure that a file of that name is written into the folder that it is for.</summary>
    /// <exception cref="CorruptStateException">It is no such name.</exception>
    public static string Checked(string? name) =>
        name is { Length: > 0 and < 256 } && name[0] != '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? name
            : throw new CorruptStateException($"A database of state has a file of the name '{name}', which no file can have.");
}
