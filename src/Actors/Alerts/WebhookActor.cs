using System.Net.Http.Headers;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;

namespace Weir.Actors.Alerts;

/// <summary>
/// Posts alerts to webhooks, one after the other for each address, and tries again when it fails. What it does, or can't do,
/// is in the log and touches no job.
/// </summary>
internal sealed class WebhookActor : ReceiveActor, IWithTimers
{
    // What waits for one address; an address that stays away does not fill the memory.
    private const int LongestQueue = 100;

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, LinkedList<Post>> _queues = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public WebhookActor()
    {
        Receive<AlertRaised>(raised => Add(new Post(raised.Alert, raised.Webhook!, Attempts: 0)));
        Receive<Send>(send => Begin(send.Url));
        Receive<Sent>(OnSent);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => Akka.Actor.Props.Create(() => new WebhookActor());

    protected override void PostStop()
    {
        foreach (LinkedList<Post> queue in _queues.Values)
        {
            foreach (Post post in queue)
            {
                _log.OfJob(post.Alert.JobId, post.Alert.JobName).Warning("The alert {0} of job {1} was not told to {2}: this node leads no more.", post.Alert.Rule.Text(), post.Alert.JobId, WebAddress.Shown(post.Webhook.Url));
            }
        }

        _stopping.Cancel();
        _stopping.Dispose();
        _http.Dispose();
    }

    private void Add(Post post)
    {
        if (!_queues.TryGetValue(post.Webhook.Url, out LinkedList<Post>? queue))
        {
            _queues.Add(post.Webhook.Url, queue = []);
        }

        queue.AddLast(post);
        if (queue.Count == 1)
        {
            Begin(post.Webhook.Url);
        }
        else if (queue.Count > LongestQueue)
        {
            // The first is on its way.
            Post lost = queue.First!.Next!.Value;
            queue.Remove(queue.First.Next);
            GiveUp(lost, $"{LongestQueue} others wait");
        }
    }

    private void Begin(string url)
    {
        Post post = _queues[url].First!.Value;
        SendAsync(post).PipeTo(Self, success: problem => new Sent(url, problem), failure: error => new Sent(url, error.Message));
    }

    /// <returns>Why it failed; null: it has arrived.</returns>
    private async Task<string?> SendAsync(Post post)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(post.Webhook.Timeout);
        using var content = new ByteArrayContent(AlertPost.Of(post.Alert));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, post.Webhook.Url) { Content = content };
        if (post.Webhook.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", post.Webhook.Authorization);
        }

        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return $"there was no answer within {post.Webhook.Timeout}";
        }
    }

    private void OnSent(Sent sent)
    {
        LinkedList<Post> queue = _queues[sent.Url];
        Post post = queue.First!.Value with { Attempts = queue.First.Value.Attempts + 1 };
        if (sent.Problem is { } problem && post.Attempts < post.Webhook.MaximumAttempts)
        {
            TimeSpan delay = post.Webhook.DelayAfter(post.Attempts);
            _log.OfJob(post.Alert.JobId, post.Alert.JobName).Warning("The webhook {0} could not be told of an alert, and is tried again in {1}: {2}", WebAddress.Shown(sent.Url), delay, problem);
            queue.First.Value = post;
            Timers.StartSingleTimer(sent.Url, new Send(sent.Url), delay);
            return;
        }

        if (sent.Problem is { } last)
        {
            GiveUp(post, last);
        }

        queue.RemoveFirst();
        if (queue.Count == 0)
        {
            _queues.Remove(sent.Url);
        }
        else
        {
            Begin(sent.Url);
        }
    }

    private void GiveUp(Post post, string problem) => _log.OfJob(post.Alert.JobId, post.Alert.JobName).Error(
        "The alert {0} of job {1} is not told to {2}, after {3} attempts: {4}", post.Alert.Rule.Text(), post.Alert.JobId, WebAddress.Shown(post.Webhook.Url), post.Attempts, problem);

    private sealed record Post(JobAlert Alert, WebhookConfiguration Webhook, int Attempts);

    private sealed record Send(string Url);

    private sealed record Sent(string Url, string? Problem);
}
