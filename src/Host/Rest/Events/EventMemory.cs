using System.Globalization;

namespace Weir.Host.Rest.Events;

/// <summary>
/// The latest events with their ids, for those who come back. An id is that of this memory and a number: one of another node, or of an earlier
/// life of this one, is known to be none of its own.
/// </summary>
/// <param name="life">Different for each memory.</param>
internal sealed class EventMemory(string life)
{
    /// <summary>How many are remembered.</summary>
    public const int Longest = 1024;

    private readonly Queue<FeedEvent> _events = new();
    private long _latest;

    /// <summary>The id of the latest event, or of none yet.</summary>
    public string LatestId => Id(_latest);

    /// <returns>The event with its id.</returns>
    public FeedEvent Add(FeedEvent happened)
    {
        _latest++;
        var numbered = happened.WithId(LatestId);
        _events.Enqueue(numbered);
        if (_events.Count > Longest)
        {
            _events.Dequeue();
        }

        return numbered;
    }

    /// <summary>All that came behind an event; null: some of that is not known any more.</summary>
    public IReadOnlyList<FeedEvent>? Behind(string id)
    {
        var separator = id.LastIndexOf('-');
        if (separator < 0
            || id[..separator] != life
            || !long.TryParse(id.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > _latest
            || number < _latest - _events.Count)
        {
            return null;
        }

        return [.. _events.Skip(_events.Count - (int)(_latest - number))];
    }

    private string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{life}-{number}");
}
