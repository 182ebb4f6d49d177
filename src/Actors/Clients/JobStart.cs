using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>What state a submitted job begins with.</summary>
public sealed class JobStart
{
    private JobStart(RestoreFrom from) => From = from;

    /// <summary>A new job without state.</summary>
    public static JobStart New { get; } = new(RestoreFrom.Nothing);

    /// <summary>
    /// The newest unfinished job of the same name goes on, from its newest readable checkpoint; if there has never been one, a new job begins
    /// without state. A job that had state never goes on without it.
    /// </summary>
    public static JobStart Latest { get; } = new(RestoreFrom.Latest);

    internal RestoreFrom From { get; }

    /// <summary>A new job with the state of a checkpoint.</summary>
    /// <param name="folder">The checkpoint's folder, <c>…/chk-7</c>.</param>
    public static JobStart AtCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new JobStart(RestoreFrom.Path(folder));
    }

    /// <summary>A new job with the state of a savepoint.</summary>
    /// <param name="folder">The savepoint's folder, <c>…/savepoint-5f0c7d-03e1a9b24c77</c>.</param>
    /// <param name="claims">
    /// Whether it is the job's from then on, to be deleted like a checkpoint of its own when newer ones are complete. Otherwise Weir only reads it.
    /// </param>
    public static JobStart AtSavepoint(string folder, bool claims = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new JobStart(RestoreFrom.Path(folder, claims));
    }

    /// <inheritdoc/>
    public override string ToString() => From.ToString();
}
