using System.Text.Json;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Rest.Events;

/// <summary>GET /events: server-sent events, until the client goes.</summary>
internal static class EventStream
{
    public const string ContentType = "text/event-stream";

    /// <summary>Something is sent at least so often, so that both sides see whether the other is there.</summary>
    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(15);

    private const string Gap = "This node does not know all that has happened since the event of the header Last-Event-ID; what follows begins anew.";

    private static readonly ReadOnlyMemory<byte> SignOfLife = ": still here\n\n"u8.ToArray();

    public static async Task ServeAsync(HttpContext http, RestServices services)
    {
        var wanted = http.Request.Query["job"].ToString();
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        var listener = services.Events.Listen(wanted.Length == 0 ? null : PathParameters.JobId(wanted), last.Length == 0 ? null : last);
        try
        {
            await BeginAsync(http, services, listener, isBack: last.Length > 0);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, listener.Dropped);
            await ServeAsync(http, listener, services.Time, ends.Token);
        }
        catch (OperationCanceledException) when (listener.Dropped.IsCancellationRequested)
        {
            // It would miss something: it is to see that, and ask anew.
            http.Abort();
        }
        finally
        {
            services.Events.Leave(listener);
        }
    }

    /// <summary>What the listener has missed; or, if that is not known, what there is: what is told later goes over it.</summary>
    private static async Task BeginAsync(HttpContext http, RestServices services, EventListener listener, bool isBack)
    {
        var bytes = new List<ReadOnlyMemory<byte>>();
        if (listener.Missed is { } missed)
        {
            bytes.AddRange(missed.Select(happened => happened.Bytes));
        }
        else
        {
            var jobs = await services.Leader.AskAsync<JobsInspection>(InspectJobs.Instance, http.RequestAborted);
            var now = services.Time.GetUtcNow();
            if (isBack)
            {
                bytes.Add(FeedEvent.Text("gap", $$"""{"message":"{{Gap}}"}"""));
            }

            var overview = new JobsOverviewAnswer([.. jobs.Jobs.Select(job => JobPages.Overview(job, now))]);
            bytes.Add(FeedEvent.Text("jobs", JsonSerializer.Serialize(overview, RestJson.Options), listener.Id));
        }

        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";
        foreach (var text in bytes)
        {
            await http.Response.Body.WriteAsync(text, http.RequestAborted);
        }

        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static async Task ServeAsync(HttpContext http, EventListener listener, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isThere;
            try
            {
                isThere = await listener.Events.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(SignOfLifeEvery, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await SendAsync(http, SignOfLife, cancellationToken);
                continue;
            }

            if (!isThere)
            {
                return;
            }

            while (listener.Events.TryRead(out var happened))
            {
                await http.Response.Body.WriteAsync(happened.Bytes, cancellationToken);
            }

            await http.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        await http.Response.Body.WriteAsync(bytes, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
