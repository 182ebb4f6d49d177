using System.Collections.Concurrent;

namespace Weir.Host.Rest;

/// <summary>Answers as they were sent, for others who ask the same within the time that an answer is good for: a page that many watch is made once.</summary>
/// <param name="freshness">For how long an answer is good.</param>
/// <param name="time">The clock.</param>
internal sealed class RecentAnswers(TimeSpan freshness, TimeProvider time)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, (long At, byte[] Body)> _answers = new(StringComparer.Ordinal);

    /// <summary>Null: there is none that is good.</summary>
    public byte[]? Find(string request) => _answers.TryGetValue(request, out var answer) && IsFresh(answer.At) ? answer.Body : null;

    public void Keep(string request, byte[] body)
    {
        if (_answers.Count >= MostKept)
        {
            Forget();
        }

        if (_answers.Count < MostKept)
        {
            _answers[request] = (time.GetTimestamp(), body);
        }
    }

    private bool IsFresh(long at) => time.GetElapsedTime(at) < freshness;

    private void Forget()
    {
        foreach (var (request, answer) in _answers)
        {
            if (!IsFresh(answer.At))
            {
                _answers.TryRemove(request, out _);
            }
        }
    }
}
