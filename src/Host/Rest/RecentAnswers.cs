using System.Text;

namespace Weir.Host.Rest;

/// <summary>Answers as they were sent, for others who ask the same within the time that an answer is good for: a page that many watch is made once.</summary>
/// <param name="freshness">For how long an answer is good.</param>
/// <param name="time">The clock.</param>
/// <param name="mostBytes">More than this is not kept at once.</param>
internal sealed class RecentAnswers(TimeSpan freshness, TimeProvider time, long mostBytes = RecentAnswers.MostBytes)
{
    private const int MostKept = 1000;
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Answer>> _byRequest = new(StringComparer.Ordinal);

    /// <summary>The oldest first.</summary>
    private readonly LinkedList<Answer> _answers = new();
    private long _bytes;

    /// <summary>How much is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>What makes requests the same: what else stands in the query is nobody's business.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">Those of the query that the answer depends on.</param>
    public static string Request(HttpRequest request, IReadOnlyList<string> parameters)
    {
        // Escaped, so that no path can pass for another with parameters.
        var path = request.Path.ToUriComponent();
        if (parameters.Count == 0 || !request.QueryString.HasValue)
        {
            return path;
        }

        var text = new StringBuilder(path);
        foreach (var name in parameters)
        {
            foreach (var value in request.Query[name])
            {
                text.Append('?').Append(name).Append('=').Append(Uri.EscapeDataString(value ?? ""));
            }
        }

        return text.ToString();
    }

    /// <summary>Null: there is none that is good.</summary>
    public byte[]? Find(string request)
    {
        lock (_gate)
        {
            return _byRequest.TryGetValue(request, out var known) && IsFresh(known.Value) ? known.Value.Body : null;
        }
    }

    public void Keep(string request, byte[] body)
    {
        lock (_gate)
        {
            while (_answers.First is { } oldest && !IsFresh(oldest.Value))
            {
                Forget(oldest);
            }

            if (_byRequest.TryGetValue(request, out var former))
            {
                Forget(former);
            }

            var answer = new Answer(request, body, time.GetTimestamp());
            if (_answers.Count < MostKept && _bytes + answer.Bytes <= mostBytes)
            {
                _byRequest[request] = _answers.AddLast(answer);
                _bytes += answer.Bytes;
            }
        }
    }

    private bool IsFresh(Answer answer) => time.GetElapsedTime(answer.At) < freshness;

    private void Forget(LinkedListNode<Answer> known)
    {
        _answers.Remove(known);
        _byRequest.Remove(known.Value.Request);
        _bytes -= known.Value.Bytes;
    }

    private sealed record Answer(string Request, byte[] Body, long At)
    {
        public long Bytes => Body.Length + ((long)Request.Length * sizeof(char));
    }
}
