using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Bench.Harness;
using Weir.Bench.Workloads;

namespace Weir.Bench.Exchange;

/// <summary>Records of 100 bytes from one process to another by key, beside a socket that carries the same bytes.</summary>
internal sealed class ExchangeWorkload(long records, TimeSpan stall) : IAsyncDisposable
{
    private BenchNode? _node;
    private ReceiverProcess? _receiver;
    private int _runs;

    public Workload Workload => new(
        "exchange, 100-byte records",
        new Dictionary<string, double>(StringComparer.Ordinal) { ["limit"] = 0.3 },
        [new Contender("weir", CountAsync), new Contender("limit", CopyAsync)],
        []);

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }

    /// <summary>Memory of both processes when the receiver begins to stall, and when it ends.</summary>
    public async Task<StalledReceiver> StallAsync(CancellationToken cancellationToken)
    {
        (BenchNode node, ReceiverProcess receiver) = await ProcessesAsync(cancellationToken);
        int run = ++_runs;
        await receiver.TellAsync($"stall {records} {run} {stall.TotalSeconds}");
        await ExpectReadyAsync(receiver, cancellationToken);
        await using var group = (SubtaskGroup)await node.RunAsync(ExchangeJob.Define(records, new SumSink<long>()), run, vertex: 0, receiver.Address);
        long receiverBefore = await NumberAsync();
        long senderBefore = Environment.WorkingSet;
        long receiverAfter = await NumberAsync();
        long senderAfter = Environment.WorkingSet;
        PeerAnswer answer = PeerAnswer.Parse(await receiver.HearAsync(cancellationToken));
        Check(answer, ExchangeJob.Answer(records));
        return new StalledReceiver(stall, senderBefore, senderAfter, receiverBefore, receiverAfter);

        async Task<long> NumberAsync() => long.Parse(await receiver.HearAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private async Task<Measurement> CountAsync(CancellationToken cancellationToken)
    {
        (BenchNode node, ReceiverProcess receiver) = await ProcessesAsync(cancellationToken);
        int run = ++_runs;
        ManagedRun managed = ManagedRun.Begin();
        await receiver.TellAsync($"count {records} {run}");
        await ExpectReadyAsync(receiver, cancellationToken);
        await using var group = (SubtaskGroup)await node.RunAsync(ExchangeJob.Define(records, new SumSink<long>()), run, vertex: 0, receiver.Address);
        PeerAnswer answer = PeerAnswer.Parse(await receiver.HearAsync(cancellationToken));
        await group.Ended;
        return Both(managed, answer, answer.Answer);
    }

    private async Task<Measurement> CopyAsync(CancellationToken cancellationToken)
    {
        (_, ReceiverProcess receiver) = await ProcessesAsync(cancellationToken);
        long bytes = records * Event.Bytes;
        ulong expected = ExchangeJob.Answer(records);
        ManagedRun managed = ManagedRun.Begin();
        await receiver.TellAsync($"copy {bytes} 0");
        int port = int.Parse(await receiver.HearAsync(cancellationToken), CultureInfo.InvariantCulture);
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            Send(socket, bytes);
        }

        PeerAnswer answer = PeerAnswer.Parse(await receiver.HearAsync(cancellationToken));
        return answer.Records == bytes
            ? Both(managed, answer, expected)
            : throw new InvalidOperationException($"The plain socket carried {answer.Records} of {bytes} bytes.");
    }

    private static void Send(Socket socket, long bytes)
    {
        var events = new Event[64 * 1024 / Event.Bytes];
        for (int i = 0; i < events.Length; i++)
        {
            events[i].Key = Keys.At(i, ExchangeJob.Keys);
        }

        ReadOnlySpan<byte> block = MemoryMarshal.AsBytes(events.AsSpan());
        for (long left = bytes; left > 0;)
        {
            left -= socket.Send(block[..(int)Math.Min(left, block.Length)]);
        }
    }

    private Measurement Both(ManagedRun managed, PeerAnswer answer, ulong result)
    {
        Measurement here = managed.End(records, TimeSpan.FromTicks(answer.ElapsedTicks), result);
        return here with
        {
            AllocatedBytes = here.AllocatedBytes + answer.AllocatedBytes,
            Cpu = here.Cpu + TimeSpan.FromTicks(answer.CpuTicks),
            Paused = here.Paused + TimeSpan.FromTicks(answer.PausedTicks),
        };
    }

    private static void Check(PeerAnswer answer, ulong expected)
    {
        if (answer.Answer != expected)
        {
            throw new WrongAnswerException("exchange, stalled receiver", "weir", expected, answer.Answer);
        }
    }

    private static async Task ExpectReadyAsync(ReceiverProcess receiver, CancellationToken cancellationToken)
    {
        string line = await receiver.HearAsync(cancellationToken);
        if (line != "ready")
        {
            throw new InvalidOperationException($"The second process said: {line}");
        }
    }

    private async Task<(BenchNode Node, ReceiverProcess Receiver)> ProcessesAsync(CancellationToken cancellationToken)
    {
        _node ??= await BenchNode.StartAsync();
        _receiver ??= await ReceiverProcess.StartAsync(_node.Address, cancellationToken);
        return (_node, _receiver);
    }
}
