using Weir.Actors.Exchange;
using Weir.Operators.Elements;
using Weir.Operators.Graph;

namespace Weir.Spec.Exchange;

public sealed class RemoteChannelTests : IAsyncLifetime
{
    private const int Capacity = 8;
    private static readonly ChannelId First = new(1, 0, 0, 1);
    private ExchangeNode _producer = null!;
    private ExchangeNode _consumer = null!;
    private JobExchange _sendingJob = null!;
    private JobExchange _receivingJob = null!;

    public async Task InitializeAsync()
    {
        _producer = await ExchangeNode.StartAsync();
        _consumer = await ExchangeNode.StartAsync();
        _sendingJob = _producer.Exchange.ForJob("job", Capacity);
        _receivingJob = _consumer.Exchange.ForJob("job", Capacity);
    }

    public async Task DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
    }

    private SendingEnd Send(ChannelId id, JobEdge edge) => new(_sendingJob, id, edge, _consumer.Address);

    private ReceivingEnd Receive(ChannelId id, JobEdge edge) => new(_receivingJob, id, edge, _producer.Address);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task All_numbers_arrive_in_order_with_barriers_in_their_places(int seed)
    {
        using SendingEnd sending = Send(First, Elements.Numbers);
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        Task<List<string>> received = receiving.ReadToEndAsync<long>();
        await sending.WriteAllAsync(Elements.Random(seed, 100, random => random.NextInt64()));
        await sending.WriteAsync(EndOfData.Instance);
        (await received.WaitAsync(Patience.Limit)).ShouldBe(Elements.Random(seed, 100, random => random.NextInt64()).SelectMany(Elements.Texts<long>), $"seed {seed}");
    }

    [Fact]
    public async Task All_texts_arrive_in_order_with_barriers_in_their_places()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Words);
        using SendingEnd sending = Send(First, Elements.Words);
        Task<List<string>> received = receiving.ReadToEndAsync<string>();
        await sending.WriteAllAsync(Elements.Random(4, 60, Word));
        await sending.WriteAsync(EndOfData.Instance);
        (await received.WaitAsync(Patience.Limit)).ShouldBe(Elements.Random(4, 60, Word).SelectMany(Elements.Texts<string>));

        static string Word(Random random) => new((char)('a' + random.Next(26)), random.Next(40));
    }

    [Fact]
    public async Task Both_ways_at_once_between_the_same_nodes()
    {
        var back = new ChannelId(1, 1, 1, 0);
        using SendingEnd there = Send(First, Elements.Numbers);
        using ReceivingEnd arrived = Receive(First, Elements.Numbers);
        using var backAgain = new SendingEnd(_receivingJob, back, Elements.Numbers, _producer.Address);
        using var returned = new ReceivingEnd(_sendingJob, back, Elements.Numbers, _consumer.Address);
        for (long n = 0; n < 50; n++)
        {
            await there.WriteAsync(Elements.Batch(n));
            await backAgain.WriteAsync(await arrived.ReadAsync());
            ((RecordBatch<long>)await returned.ReadAsync()).Items[0].ShouldBe(n);
        }
    }

    [Fact]
    public async Task A_consumer_waits_for_a_late_producer()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        Task<StreamElement> first = receiving.ReadAsync();

        // Another channel that works says that the request for the first is there.
        using ReceivingEnd other = Receive(First with { From = 1 }, Elements.Numbers);
        using SendingEnd otherSending = Send(First with { From = 1 }, Elements.Numbers);
        await otherSending.WriteAsync(new Watermark(1));
        await other.ReadAsync();

        first.IsCompleted.ShouldBeFalse();
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(42));
        ((Watermark)await first.WaitAsync(Patience.Limit)).Timestamp.ShouldBe(42);
    }

    [Fact]
    public async Task A_barrier_that_overtakes_brings_all_that_is_in_front_of_it_to_a_stalled_receiver()
    {
        using ReceivingEnd stalled = Receive(First, Elements.Numbers);
        using SendingEnd held = Send(First, Elements.Numbers);
        long next = 0;
        int round = 0;
        for (int holding = 0; holding < 3;)
        {
            while (held.Channel.TryWrite(Elements.Batch([.. Enumerable.Range(0, 1024).Select(n => next + n)])))
            {
                next += 1024;
                holding.ShouldBe(0, $"However often barriers overtake, the sender gets rid of no more than the channel holds; round {round}.");
            }

            var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            stalled.Channel.OnAnnounced(announced.SetResult);
            held.Channel.WriteBeyond(new Weir.Operators.Elements.Barrier(++round, 0, mayOvertake: true));
            held.Channel.Announce(round);
            await announced.Task.WaitAsync(Patience.Limit);
            stalled.Channel.Announced.ShouldBe(round);

            var ahead = new List<StreamElement>();
            stalled.Channel.LookAhead(round, ahead).ShouldNotBeNull().MayOvertake.ShouldBeTrue();
            ahead.OfType<RecordBatch<long>>().Sum(batch => (long)batch.Count).ShouldBe(next);
            ahead.Count(element => element is Weir.Operators.Elements.Barrier).ShouldBe(round - 1);
            holding += held.Channel.IsOverfull ? 1 : 0;
            round.ShouldBeLessThan(100);
        }

        Task<List<string>> received = stalled.ReadToEndAsync<long>();
        await held.WriteAsync(Elements.Batch(next));
        await held.WriteAsync(EndOfData.Instance);
        List<string> texts = await received.WaitAsync(Patience.Limit);
        texts.Where(text => text.Contains('#', StringComparison.Ordinal)).ShouldBe(
            Enumerable.Range(0, (int)next + 1).SelectMany(n => Elements.Texts<long>(Elements.Batch((long)n))));
        texts.Where(text => text.StartsWith("Barrier", StringComparison.Ordinal)).ShouldBe(
            Enumerable.Range(1, round).Select(id => $"Barrier({id})"));
    }

    [Fact]
    public async Task A_stalled_receiver_holds_its_sender_and_nobody_else()
    {
        using ReceivingEnd stalled = Receive(First, Elements.Numbers);
        using SendingEnd held = Send(First, Elements.Numbers);
        var free = First with { To = 0 };
        using SendingEnd sending = Send(free, Elements.Numbers);
        using ReceivingEnd receiving = Receive(free, Elements.Numbers);
        long[] many = [.. Enumerable.Range(0, 1024)];

        Task<long> received = receiving.CountToEndAsync();
        Task<int> filled = held.FillAsync(() => Elements.Batch(many), received);
        for (int i = 0; i < 2_000; i++)
        {
            await sending.WriteAsync(Elements.Batch(many));
        }

        await sending.WriteAsync(EndOfData.Instance);
        (await received.WaitAsync(Patience.Limit)).ShouldBe(2_000 * many.Length);

        // Five batches fill a frame: what the channels hold, and the frames on the way.
        var settings = ExchangeSettings.Read(_producer.System.Settings.Config);
        int bytes = 1024 * (sizeof(long) + sizeof(uint));
        (await filled).ShouldBeInRange(Capacity, (2 * Capacity) + ((settings.FramesInFlight + 3) * (settings.FrameSizeBytes / bytes)));
        stalled.Lost.IsCompleted.ShouldBeFalse();
        ((RecordBatch<long>)await stalled.ReadAsync()).Count.ShouldBe(1024);
    }

    [Fact]
    public async Task A_producer_that_ends_fails_nobody_and_leaves_nothing()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(1));
        await receiving.ReadAsync();
        using var ends = await RunningEnds.WatchAsync(_producer, _consumer);
        ends.Count.ShouldBe(2);

        _sendingJob.Forget(First);
        _receivingJob.Forget(First);
        await ends.AllEnded.WaitAsync(Patience.Limit);
        receiving.Lost.IsCompleted.ShouldBeFalse();
        sending.Lost.IsCompleted.ShouldBeFalse();
        _sendingJob.ChannelCount.ShouldBe(0);
        _receivingJob.ChannelCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_consumer_that_ends_ends_the_channel_at_both_nodes_also_when_it_reads_no_more()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(1));
        await receiving.ReadAsync();
        using var ends = await RunningEnds.WatchAsync(_producer, _consumer);
        await sending.FillAsync(() => new Watermark(2), Task.CompletedTask);

        _receivingJob.Forget(First);
        await ends.AllEnded.WaitAsync(Patience.Limit);
        sending.Lost.IsCompleted.ShouldBeFalse();
        receiving.Lost.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_ended_attempt_never_meets_a_new_one()
    {
        await using ExchangeNode impatient = await ExchangeNode.StartAsync("weir.exchange.open-timeout = 2 s");
        using var old = new ReceivingEnd(impatient.Exchange.ForJob("job", Capacity), First, Elements.Numbers, _producer.Address);
        Task<StreamElement> never = old.ReadAsync();
        var next = First with { Attempt = 2 };
        using SendingEnd sending = Send(next, Elements.Numbers);
        using ReceivingEnd receiving = Receive(next, Elements.Numbers);
        await sending.WriteAsync(new Watermark(2));
        ((Watermark)await receiving.ReadAsync()).Timestamp.ShouldBe(2);
        never.IsCompleted.ShouldBeFalse();
        (await old.Lost.WaitAsync(Patience.Limit)).ShouldBeOfType<ConnectionLostException>().Message.ShouldContain("weir.exchange.open-timeout");
    }

    [Fact]
    public async Task A_node_that_ends_fails_the_channels_with_it_and_names_itself()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(1));
        await receiving.ReadAsync();
        await _producer.System.Terminate();
        var lost = (await receiving.Lost.WaitAsync(Patience.Limit)).ShouldBeOfType<ConnectionLostException>();
        lost.Node.ShouldBe(_producer.Address);
        lost.Message.ShouldContain(_producer.Address.ToString());
        lost.Message.ShouldContain("numbers (1/2) → Count (2/2)");
    }

    [Fact]
    public async Task A_second_producer_of_a_channel_is_refused_and_harms_nobody()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(1));
        await receiving.ReadAsync();

        JobExchange again = _producer.Exchange.ForJob("job", Capacity);
        using var second = new SendingEnd(again, First, Elements.Numbers, _consumer.Address);
        (await second.Lost.WaitAsync(Patience.Limit)).Message.ShouldContain("is open already");
        again.Forget(First);

        // Another channel that works says that the exchange has heard of the second one's end.
        using ReceivingEnd other = Receive(First with { From = 1 }, Elements.Numbers);
        using SendingEnd otherSending = Send(First with { From = 1 }, Elements.Numbers);
        await otherSending.WriteAsync(new Watermark(1));
        await other.ReadAsync();
        await sending.WriteAsync(new Watermark(2));
        ((Watermark)await receiving.ReadAsync()).Timestamp.ShouldBe(2);
        sending.Lost.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_is_given_up_fails_the_channels_with_it_at_once()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Numbers);
        using SendingEnd sending = Send(First, Elements.Numbers);
        await sending.WriteAsync(new Watermark(1));
        await receiving.ReadAsync();
        using var ends = await RunningEnds.WatchAsync(_consumer);
        _consumer.Exchange.NodeLost(_producer.Address, "the cluster removed it.");
        (await receiving.Lost.WaitAsync(Patience.Limit)).Message.ShouldContain("the cluster removed it");
        await ends.AllEnded.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_record_that_is_too_large_fails_its_sender_with_the_keys_to_raise()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Words);
        using SendingEnd sending = Send(First, Elements.Words);
        await sending.WriteAsync(Elements.Batch(new string('x', 1 << 20)));
        string message = (await sending.Lost.WaitAsync(Patience.Limit)).ShouldBeOfType<RecordTooLargeForFrameException>().Message;
        message.ShouldContain("weir.exchange.frame-size");
        message.ShouldContain("akka.remote.dot-netty.tcp.maximum-frame-size");
        message.ShouldContain("65536 B");
        message.ShouldContain("texts (1/2) → Count (2/2)");
        receiving.Lost.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Nodes_that_lay_records_out_differently_are_told_so_at_both_sides()
    {
        using ReceivingEnd receiving = Receive(First, Elements.Words);
        using SendingEnd sending = Send(First, Elements.Numbers);
        (await receiving.Lost.WaitAsync(Patience.Limit)).Message.ShouldContain("lay records out differently");
        (await sending.Lost.WaitAsync(Patience.Limit)).Message.ShouldContain("lay records out differently");
    }
}
