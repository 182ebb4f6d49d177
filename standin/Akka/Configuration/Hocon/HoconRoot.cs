namespace Akka.Configuration.Hocon;

/// <summary>What parsing a HOCON text gives.</summary>
public class HoconRoot
{
    /// <summary>A root over a value.</summary>
    public HoconRoot(HoconValue value)
    {
        Value = value;
    }

    internal HoconRoot(HoconValue value, ObjectNode syntax)
    {
        Value = value;
        Syntax = syntax;
    }

    /// <summary>The tree, substitutions resolved.</summary>
    public HoconValue Value { get; }

    // An includer resolves the substitutions of what it includes anew: its later definitions count.
    internal ObjectNode Syntax { get; }
}
