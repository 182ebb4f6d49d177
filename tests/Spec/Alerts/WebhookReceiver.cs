using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Weir.Spec.Alerts;

/// <summary>A web server on loopback that keeps what is posted to it, and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener;
    private readonly Channel<JsonNode> _posts = Channel.CreateUnbounded<JsonNode>();
    private readonly Task _loop;

    public WebhookReceiver()
    {
        (_listener, Url) = LoopbackHttp.Listen("alerts/");
        _loop = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The status of the answer to post number n, from 1.</summary>
    public Func<int, int> StatusOf { get; set; } = _ => 200;

    /// <summary>The Authorization header of the latest post.</summary>
    public string? Authorization { get; private set; }

    public int Posts { get; private set; }

    /// <summary>The next post that was answered with success.</summary>
    public async Task<JsonNode> NextAsync() => await _posts.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Posts++;
            Authorization = context.Request.Headers["Authorization"];
            JsonNode post = (await JsonNode.ParseAsync(context.Request.InputStream))!;
            context.Response.StatusCode = StatusOf(Posts);
            context.Response.Close();
            if (context.Response.StatusCode == 200)
            {
                _posts.Writer.TryWrite(post);
            }
        }
    }
}
