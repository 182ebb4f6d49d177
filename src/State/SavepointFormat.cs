namespace Weir.State;

/// <summary>How a savepoint's state is written.</summary>
public enum SavepointFormat
{
    /// <summary>The same for every state backend: a job can start from it with another one.</summary>
    Canonical,

    /// <summary>The backend's own. The heap's own format is the canonical one, so that for it the two are the same bytes.</summary>
    Native,
}
