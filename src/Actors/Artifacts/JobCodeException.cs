namespace Weir.Actors.Artifacts;

/// <summary>
/// The code of a job can't be had or can't be used: no such job, no such artifact, a missing dependency, another build. The message is
/// one line that says what and what to do; trying again would give the same, unless <see cref="MayComeYet"/>.
/// </summary>
internal sealed class JobCodeException : Exception
{
    public JobCodeException(string message)
        : base(message)
    {
    }

    public JobCodeException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>Whether this node may have the code a little later: its application is still to say which jobs it brings along.</summary>
    public bool MayComeYet { get; init; }
}
