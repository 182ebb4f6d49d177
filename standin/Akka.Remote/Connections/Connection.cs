using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using Akka.Actor;

namespace Akka.Remote;

/// <summary>A TCP connection to another system after the handshake: a loop that reads and one that writes, until either side closes it.</summary>
internal sealed class Connection
{
    private readonly Remoting _remoting;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly bool _isPlain;
    private readonly WakeSignal _signal = new();
    private readonly FailureDetector _failureDetector;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _begun = Stopwatch.GetTimestamp();
    private int _acknowledgeDue;
    private int _heartbeatDue;
    private int _goodbye;
    private int _closed;

    public Connection(Remoting remoting, Association association, Socket socket, Stream stream, int remoteUid, bool isInbound)
    {
        _remoting = remoting;
        Association = association;
        _socket = socket;
        _stream = stream;
        _isPlain = stream is NetworkStream;
        RemoteUid = remoteUid;
        IsInbound = isInbound;
        _failureDetector = remoting.NewConnectionDetector();
    }

    public Association Association { get; }

    public Address Remote => Association.Remote;

    public int RemoteUid { get; }

    public bool IsInbound { get; }

    /// <summary>The time since the handshake.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_begun);

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    public bool IsEnding => IsClosed || Volatile.Read(ref _goodbye) != 0;

    /// <summary>Completes, without failing, when the socket is closed and both loops are done.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _ = Run();

    public void Wake() => _signal.Set();

    public void AcknowledgeSystemMessages()
    {
        Volatile.Write(ref _acknowledgeDue, 1);
        Wake();
    }

    /// <summary>Sends what waits, says goodbye, and closes when the other side has, or at the latest with <see cref="Close"/>.</summary>
    public void Finish(GoodbyeReason reason)
    {
        Interlocked.CompareExchange(ref _goodbye, (int)reason, 0);
        Wake();
    }

    /// <summary>As <see cref="Finish"/>, but closes after some time whether or not the other side has.</summary>
    public void FinishSoon(GoodbyeReason reason, TimeSpan patience)
    {
        Finish(reason);
        _ = Task.WhenAny(Ended, Task.Delay(patience)).ContinueWith(_ => Close(null), TaskScheduler.Default);
    }

    public void Heard() => _failureDetector.HeartBeat();

    public void CheckHeartbeat()
    {
        if (!_failureDetector.IsAvailable)
        {
            Close(new RemoteTransportException("nothing was heard of it for longer than akka.remote.transport-failure-detector allows"));
            return;
        }

        Volatile.Write(ref _heartbeatDue, 1);
        Wake();
    }

    /// <param name="cause">Null when it was closed in an orderly way.</param>
    /// <param name="goodbye">What the other side gave as its reason, if it did.</param>
    public void Close(Exception cause, GoodbyeReason? goodbye = null)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _stream.Dispose();
        _socket.Dispose();
        Wake();
        Association.OnClosed(this, cause, goodbye);
    }

    private async Task Run()
    {
        _failureDetector.HeartBeat();
        var reading = Task.Run(Read);
        var writing = Task.Run(Write);
        await Task.WhenAll(reading, writing).ConfigureAwait(false);
        _ended.TrySetResult();
    }

    private async Task Read()
    {
        using var reader = new FrameReader(_remoting, this, _stream);
        try
        {
            var goodbye = await reader.Run().ConfigureAwait(false);
            Close(goodbye is null && Volatile.Read(ref _goodbye) == 0 ? new RemoteTransportException("it closed the connection") : null, goodbye);
        }
        catch (Exception exception)
        {
            Close(exception);
        }
    }

    private async Task Write()
    {
        var batch = new FrameBatch();
        var encoder = new FrameEncoder(_remoting);
        try
        {
            while (!IsClosed)
            {
                var goodbye = Volatile.Read(ref _goodbye);
                Fill(batch, encoder);
                if (batch.IsEmpty)
                {
                    if (goodbye != 0)
                    {
                        await SayGoodbye(batch, encoder, (GoodbyeReason)goodbye).ConfigureAwait(false);
                        return;
                    }

                    await _signal.WaitAsync().ConfigureAwait(false);
                    continue;
                }

                await Send(batch).ConfigureAwait(false);
                batch.Clear();
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }
        finally
        {
            batch.Dispose();
        }
    }

    private void Fill(FrameBatch batch, FrameEncoder encoder)
    {
        if (_remoting.Links.DropsOutbound(Remote))
        {
            Association.Lose(this);
            return;
        }

        if (Interlocked.Exchange(ref _acknowledgeDue, 0) != 0)
        {
            var (outbox, number) = Association.LastSystemMessage;
            encoder.Acknowledge(batch, outbox, number);
        }

        if (Interlocked.Exchange(ref _heartbeatDue, 0) != 0)
            encoder.Heartbeat(batch);
        Association.Fill(this, batch, encoder);
    }

    private async Task SayGoodbye(FrameBatch batch, FrameEncoder encoder, GoodbyeReason reason)
    {
        encoder.Goodbye(batch, reason);
        if (!_remoting.Links.DropsOutbound(Remote))
            await Send(batch).ConfigureAwait(false);
        if (_stream is SslStream tls)
            await tls.ShutdownAsync().ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
    }

    private async ValueTask Send(FrameBatch batch)
    {
        var segments = batch.End();
        if (!_isPlain)
        {
            foreach (var segment in segments)
                await _stream.WriteAsync(segment).ConfigureAwait(false);
            return;
        }

        if (segments.Count == 1)
        {
            // A socket's stream sends all of it.
            await _stream.WriteAsync(segments[0]).ConfigureAwait(false);
            return;
        }

        while (segments.Count > 0)
        {
            var sent = await _socket.SendAsync(segments, SocketFlags.None).ConfigureAwait(false);
            DropSent(segments, sent);
        }
    }

    private static void DropSent(List<ArraySegment<byte>> segments, int sent)
    {
        var whole = 0;
        while (whole < segments.Count && sent >= segments[whole].Count)
            sent -= segments[whole++].Count;
        segments.RemoveRange(0, whole);
        if (sent > 0)
            segments[0] = segments[0][sent..];
    }
}
