namespace Weir.State.Storage;

/// <summary>A file of a database. Small ones are together in one state of the checkpoint.</summary>
/// <param name="Name">In the database's folder.</param>
/// <param name="State">What it is in.</param>
/// <param name="Offset">Where in that it begins.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Checksum">CRC-32C of them.</param>
internal sealed record DatabaseFile(string Name, StateHandle State, long Offset, long Length, uint Checksum)
{
    /// <summary>One that is a state by itself.</summary>
    public DatabaseFile(string name, StateHandle state)
        : this(name, state, 0, state.Length, state.Checksum)
    {
    }

    /// <summary>Whether there is nothing else in its state.</summary>
    public bool IsAlone => Length == State.Length;

    /// <summary>Makes sure that a file of that name is written into the folder that it is for.</summary>
    /// <exception cref="CorruptStateException">It is no such name.</exception>
    public static string Checked(string? name) =>
        name is { Length: > 0 and < 256 } && name[0] != '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? name
            : throw new CorruptStateException($"A database of state has a file of the name '{name}', which no file can have.");
}
