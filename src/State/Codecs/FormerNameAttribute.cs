namespace Weir.State.Codecs;

/// <summary>
/// Says what a member of a stored record was called before, so that state that was written under that name is read into it. Without it, a
/// member of a new name is an added one, and what the old one had is skipped. The names of types mean nothing: a type may be renamed as it is.
/// </summary>
/// <param name="name">The name under which the member was stored, that of the property or field.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The name under which the member was stored.</summary>
    public string Name { get; } = name;
}
