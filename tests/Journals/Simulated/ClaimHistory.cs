namespace Weir.JournalTests.Simulated;

/// <summary>What the nodes of a simulation were told, and what has to hold of it.</summary>
internal sealed class ClaimHistory
{
    private readonly Dictionary<long, string> _seen = [];
    private readonly HashSet<long> _acknowledged = [];

    public int Recoveries { get; private set; }

    public int Fenced { get; set; }

    public int Writes { get; private set; }

    /// <summary>Events up to this number may be deleted.</summary>
    public long DeletionTried { get; set; }

    /// <summary>Events up to this number are deleted.</summary>
    public long DeletionDone { get; set; }

    public List<long> Acknowledged() => [.. _acknowledged];

    public void Acknowledge(IEnumerable<(long Number, string Text)> events)
    {
        Writes++;
        foreach (var (number, text) in events)
        {
            _acknowledged.Add(number).ShouldBeTrue($"{number} was acknowledged twice");
            See(number, text);
        }
    }

    /// <param name="acknowledged">What was when the recovery began.</param>
    /// <param name="deleted">What was deleted when it began.</param>
    public void Recover(IReadOnlyList<(long Number, string Text)> found, long highest, List<long> acknowledged, long deleted)
    {
        Recoveries++;
        foreach (var (number, text) in found)
        {
            See(number, text);
            number.ShouldBeGreaterThan(deleted, "a deleted event came back");
        }

        var numbers = found.Select(each => each.Number).ToList();
        numbers.ShouldBe(numbers.Order().Distinct());
        acknowledged.Where(number => number > DeletionTried).Except(numbers).ShouldBeEmpty("acknowledged, and not recovered");
        acknowledged.Append(0).Max().ShouldBeLessThanOrEqualTo(highest, "the highest number is too low");
    }

    /// <summary>In the end all is there that anybody was ever told of.</summary>
    public void End(IReadOnlyList<(long Number, string Text)> found) =>
        _seen.Keys.Where(number => number > DeletionTried).Except(found.Select(each => each.Number)).ShouldBeEmpty("seen, and lost");

    private void See(long number, string text)
    {
        if (!_seen.TryAdd(number, text))
        {
            _seen[number].ShouldBe(text, $"two events have the number {number}");
        }
    }
}
