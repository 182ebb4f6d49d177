namespace Weir.Actors.Connectors;

/// <summary>Where a part of a replayable stream goes on; the default value is its start.</summary>
/// <typeparam name="TOffset">A place in the stream.</typeparam>
public readonly struct ResumePoint<TOffset>
{
    private readonly TOffset _last;
    private readonly bool _hasLast;

    /// <summary>Goes on behind an offset.</summary>
    /// <param name="last">The offset of the record that was read last.</param>
    public ResumePoint(TOffset last)
    {
        _last = last;
        _hasLast = true;
    }

    /// <summary>Whether nothing of the part has been read: it begins where the stream begins.</summary>
    public bool IsStart => !_hasLast;

    /// <summary>The offset of the record that was read last: the stream goes on with the one behind it.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been read; see <see cref="IsStart"/>.</exception>
    public TOffset Last => _hasLast ? _last : throw new InvalidOperationException("Nothing of this part has been read yet: look at IsStart first.");
}
