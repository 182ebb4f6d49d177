using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Weir.Bench.Harness;
using Weir.Bench.Workloads;

namespace Weir.Bench.Exchange;

/// <summary>What runs where the exchange's records arrive: does what it reads from its input, one line at a time, and answers each with one.</summary>
internal static class SecondProcess
{
    /// <summary>The first argument of a program that is one.</summary>
    public const string Argument = "exchange-receiver";

    /// <summary>How the lines begin that are answers; a log may write others.</summary>
    public const string Mark = "> ";

    /// <param name="first">The address of the first process's actor system.</param>
    public static async Task<int> RunAsync(string first)
    {
        await using BenchNode node = await BenchNode.StartAsync();
        Address other = Address.Parse(first);
        await AnswerAsync(node.Address.ToString());
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            long amount = long.Parse(words[1], CultureInfo.InvariantCulture);
            int number = int.Parse(words[2], CultureInfo.InvariantCulture);
            switch (words[0])
            {
                case "count":
                    await CountAsync(node, other, amount, number, TimeSpan.Zero);
                    break;
                case "stall":
                    await CountAsync(node, other, amount, number, TimeSpan.FromSeconds(double.Parse(words[3], CultureInfo.InvariantCulture)));
                    break;
                default:
                    await CopyAsync(amount);
                    break;
            }
        }

        return 0;
    }

    private static async Task CountAsync(BenchNode node, Address other, long records, int run, TimeSpan stall)
    {
        var sink = new SumSink<long>();
        if (stall > TimeSpan.Zero)
        {
            sink.StallAt(records / 4, stall, () => Console.Out.WriteLine(FormattableString.Invariant($"{Mark}{Environment.WorkingSet}")));
        }

        ManagedRun managed = ManagedRun.Begin();
        await using (var group = (SubtaskGroup)await node.RunAsync(ExchangeJob.Define(records, sink), run, vertex: 1, other))
        {
            await AnswerAsync("ready");
            await group.Ended;
        }

        Measurement measured = managed.End(records, sink.Elapsed, sink.Sum);
        await AnswerAsync(new PeerAnswer(
            sink.Records, sink.Elapsed.Ticks, sink.Sum, measured.AllocatedBytes!.Value, measured.Cpu!.Value.Ticks, measured.Paused!.Value.Ticks).ToString());
    }

    private static async Task CopyAsync(long bytes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await AnswerAsync(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        using Socket socket = await listener.AcceptSocketAsync();
        byte[] buffer = new byte[256 * 1024];
        ManagedRun managed = ManagedRun.Begin();
        long received = await socket.ReceiveAsync(buffer);
        long started = Stopwatch.GetTimestamp();
        while (received < bytes)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                break;
            }

            received += count;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Measurement measured = managed.End(received, elapsed, 0);
        await AnswerAsync(new PeerAnswer(
            received, elapsed.Ticks, 0, measured.AllocatedBytes!.Value, measured.Cpu!.Value.Ticks, measured.Paused!.Value.Ticks).ToString());
    }

    private static Task AnswerAsync(string line) => Console.Out.WriteLineAsync(Mark + line);
}
