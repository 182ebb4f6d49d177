namespace Weir.Actors.Registry;

/// <summary>A fact contradicts those before it: a leader that does not know them, or a journal that is not this registry's.</summary>
internal sealed class ImpossibleFactException(string message) : Exception(message);
