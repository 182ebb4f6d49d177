using Akka.Actor;
using Weir.Actors.Exchange;

namespace Weir.Unit.Actors.Exchange;

public sealed class ExchangeProtocolTests
{
    private static readonly Address Peer = new("akka.tcp", "weir", "peer", 1);
    private static readonly Address Other = new("akka.tcp", "weir", "other", 1);
    private static readonly ChannelId Channel = new(1, 0, 0, 1);
    private static readonly RemoteChannelId Sending = RemoteChannelId.Outgoing("job", Channel);
    private static readonly RemoteChannelId Receiving = RemoteChannelId.Incoming("job", Channel);
    private static readonly IActorRef Reference = ActorRefs.Nobody;
    private static readonly TimeSpan Start = TimeSpan.Zero;

    private readonly ExchangeProtocol _protocol = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1));

    private static OpenChannel Open(long request = 7, string layout = "plain") => new("job", Channel, request, layout);

    [Fact]
    public void A_consumer_asks_and_takes_what_is_offered()
    {
        _protocol.BeginReceiving(Receiving, Peer, "plain", Start).ShouldBe([new SendToPeer(Peer, Open(1))]);
        _protocol.NeedsTicks.ShouldBeTrue();
        _protocol.Received(Peer, new ChannelAwaited("job", Channel, 1), Start).ShouldBeEmpty();
        _protocol.Tick(TimeSpan.FromSeconds(1)).ShouldBe([new SendToPeer(Peer, Open(1))]);
        _protocol.Received(Peer, new ChannelOffered("job", Channel, 1, Reference), Start).ShouldBe([new StartReceiver(Receiving, 1, Reference)]);
        _protocol.NeedsTicks.ShouldBeFalse();
    }

    [Fact]
    public void A_second_answer_or_one_to_an_earlier_request_or_of_another_node_is_ignored()
    {
        _protocol.BeginReceiving(Receiving, Peer, "plain", Start);
        _protocol.Received(Peer, new ChannelOffered("job", Channel, 0, Reference), Start).ShouldBeEmpty();
        _protocol.Received(Other, new ChannelOffered("job", Channel, 1, Reference), Start).ShouldBeEmpty();
        _protocol.Received(Peer, new ChannelOffered("job", Channel, 1, Reference), Start).Count.ShouldBe(1);
        _protocol.Received(Peer, new ChannelOffered("job", Channel, 1, Reference), Start).ShouldBeEmpty();
        _protocol.Received(Peer, new ChannelRefused("job", Channel, 1, "late"), Start).ShouldBeEmpty();
    }

    [Fact]
    public void A_producer_offers_its_stream_once_and_the_same_again_when_the_answer_was_lost()
    {
        _protocol.BeginSending(Sending, Peer, "plain", Start).ShouldBeEmpty();
        _protocol.Received(Peer, Open(), Start).ShouldBe([new StartSender(Sending, 7)]);
        _protocol.Received(Peer, Open(), Start).ShouldBeEmpty();
        _protocol.SenderStarted(Sending, 7, Reference).ShouldBe([new SendToPeer(Peer, new ChannelOffered("job", Channel, 7, Reference))]);
        _protocol.Received(Peer, Open(), Start).ShouldBe([new SendToPeer(Peer, new ChannelOffered("job", Channel, 7, Reference))]);
    }

    [Fact]
    public void A_request_that_comes_before_the_producer_waits_for_it()
    {
        _protocol.Received(Peer, Open(), Start).ShouldBe([new SendToPeer(Peer, new ChannelAwaited("job", Channel, 7))]);
        _protocol.BeginSending(Sending, Peer, "plain", Start).ShouldBe([new StartSender(Sending, 7)]);
        _protocol.EarlyRequestCount.ShouldBe(0);
    }

    [Fact]
    public void A_request_for_an_ended_attempt_never_meets_a_new_one_and_is_forgotten()
    {
        _protocol.Received(Peer, Open(), Start);
        var next = RemoteChannelId.Outgoing("job", Channel with { Attempt = 2 });
        _protocol.BeginSending(next, Peer, "plain", Start).ShouldBeEmpty();
        _protocol.Tick(TimeSpan.FromSeconds(5)).ShouldBeEmpty();
        _protocol.EarlyRequestCount.ShouldBe(1);
        _protocol.Tick(TimeSpan.FromSeconds(11)).ShouldBeEmpty();
        _protocol.EarlyRequestCount.ShouldBe(0);
        _protocol.Close(next).ShouldBe([new StopEnd(next), new PeerUnused(Peer)]);
    }

    [Fact]
    public void A_consumer_that_leaves_takes_its_early_request_with_it()
    {
        _protocol.Received(Peer, Open(), Start);
        _protocol.Received(Peer, new ChannelForgotten("job", Channel, 6), Start).ShouldBeEmpty();
        _protocol.Received(Peer, new ChannelForgotten("job", Channel, 7), Start).ShouldBe([new PeerUnused(Peer)]);
        _protocol.EarlyRequestCount.ShouldBe(0);
    }

    [Fact]
    public void A_producer_that_never_comes_is_given_up_once_with_the_key_that_says_when()
    {
        _protocol.BeginReceiving(Receiving, Peer, "plain", Start);
        var effects = _protocol.Tick(TimeSpan.FromSeconds(60));
        effects.OfType<ReportLost>().ShouldHaveSingleItem().Reason.ShouldContain("weir.exchange.open-timeout");
        effects.OfType<SendToPeer>().ShouldHaveSingleItem().Message.ShouldBe(new ChannelForgotten("job", Channel, 1));
        _protocol.Tick(TimeSpan.FromSeconds(61)).ShouldBeEmpty();
        _protocol.Close(Receiving).OfType<PeerUnused>().ShouldHaveSingleItem();
        _protocol.EndCount.ShouldBe(0);
    }

    [Fact]
    public void Ends_that_lay_records_out_differently_are_refused_at_both_sides()
    {
        _protocol.BeginSending(Sending, Peer, "plain", Start);
        var effects = _protocol.Received(Peer, Open(layout: "codec"), Start);
        string reason = effects.OfType<ReportLost>().ShouldHaveSingleItem().Reason;
        reason.ShouldContain("\"codec\" at the consumer");
        effects.OfType<SendToPeer>().ShouldHaveSingleItem().Message.ShouldBe(new ChannelRefused("job", Channel, 7, reason));
    }

    [Fact]
    public void A_second_consumer_and_one_on_another_node_are_refused()
    {
        _protocol.BeginSending(Sending, Peer, "plain", Start);
        _protocol.Received(Other, Open(), Start).OfType<SendToPeer>().ShouldHaveSingleItem().Message.ShouldBeOfType<ChannelRefused>();
        _protocol.Received(Peer, Open(), Start);
        _protocol.Received(Peer, Open(8), Start).OfType<SendToPeer>().ShouldHaveSingleItem().Message.ShouldBeOfType<ChannelRefused>();
    }

    [Fact]
    public void A_lost_node_loses_all_that_flows_or_waits_with_it_once_and_nothing_else()
    {
        var elsewhere = RemoteChannelId.Incoming("job", Channel with { From = 5 });
        _protocol.BeginReceiving(Receiving, Peer, "plain", Start);
        _protocol.BeginReceiving(elsewhere, Other, "plain", Start);
        _protocol.BeginSending(RemoteChannelId.Outgoing("job", Channel with { Edge = 3 }), Peer, "plain", Start);
        _protocol.Received(Peer, Open() with { JobId = "early" }, Start);
        _protocol.PeerLost(Peer, "gone").OfType<ReportLost>().Select(lost => lost.Reason).ShouldBe(["gone", "gone"]);
        _protocol.PeerLost(Peer, "gone").ShouldBeEmpty();
        _protocol.EarlyRequestCount.ShouldBe(0);
        _protocol.PeerLost(Other, "gone, too").OfType<ReportLost>().ShouldHaveSingleItem().Channel.ShouldBe(elsewhere);
    }

    [Fact]
    public void A_receiver_whose_frames_are_lost_fails_once_and_an_earlier_one_does_not_count()
    {
        _protocol.BeginReceiving(Receiving, Peer, "plain", Start);
        _protocol.Received(Peer, new ChannelOffered("job", Channel, 1, Reference), Start);
        _protocol.ReceiverBroke(Receiving, 0, "an earlier one").ShouldBeEmpty();
        _protocol.ReceiverBroke(Receiving, 1, "a gap").ShouldBe([new ReportLost(Receiving, "a gap"), new StopEnd(Receiving)]);
        _protocol.ReceiverBroke(Receiving, 1, "a gap").ShouldBeEmpty();
        _protocol.PeerLost(Peer, "gone").ShouldBeEmpty();
    }

    [Fact]
    public void A_sender_whose_receiver_left_rests_until_it_is_closed()
    {
        _protocol.BeginSending(Sending, Peer, "plain", Start);
        _protocol.Received(Peer, Open(), Start);
        _protocol.SenderStarted(Sending, 7, Reference);
        _protocol.Received(Peer, new ChannelForgotten("job", Channel, 7), Start).ShouldBe([new StopEnd(Sending)]);
        _protocol.PeerLost(Peer, "gone").ShouldBeEmpty();
        _protocol.Close(Sending).ShouldBe([new StopEnd(Sending), new PeerUnused(Peer)]);
    }

    [Fact]
    public void An_offer_made_after_its_end_was_closed_goes_nowhere()
    {
        _protocol.BeginSending(Sending, Peer, "plain", Start);
        _protocol.Received(Peer, Open(), Start);
        _protocol.Close(Sending);
        _protocol.SenderStarted(Sending, 7, Reference).ShouldBeEmpty();
    }
}
