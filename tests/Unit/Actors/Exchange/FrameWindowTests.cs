using FsCheck;
using FsCheck.Fluent;
using Weir.Actors.Exchange;

namespace Weir.Unit.Actors.Exchange;

public sealed class FrameWindowTests
{
    [Fact]
    public void Never_more_than_the_window_is_on_the_way_or_waits_and_all_goes_through_whatever_grants_are_lost() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        int size = random.Next(1, 9);
        var sending = new SendingWindow();
        var receiving = new ReceivingWindow(size);
        var wire = new Queue<long>();
        int waiting = 0;
        for (int consumed = 0; consumed < 100;)
        {
            switch (random.Next(4))
            {
                case 0 when sending.CanSend:
                    wire.Enqueue(sending.Send());
                    break;
                case 1 when wire.TryDequeue(out long number):
                    receiving.Arrive(number).ShouldBeNull();
                    waiting++;
                    break;
                case 2 when waiting > 0:
                    waiting--;
                    consumed++;
                    if (receiving.Consume() && random.Next(3) > 0)
                    {
                        sending.Grant(receiving.Arrived, receiving.Granted);
                    }

                    break;
                case 3:
                    sending.Grant(receiving.Arrived, receiving.Granted);
                    break;
            }

            (wire.Count + waiting).ShouldBeLessThanOrEqualTo(size, $"seed {seed}");
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_gap_and_a_frame_without_grant_are_noticed()
    {
        var receiving = new ReceivingWindow(2);
        receiving.Arrive(1)!.ShouldContain("frame 1 came where 0 was expected");
        receiving.Arrive(0).ShouldBeNull();
        receiving.Arrive(0)!.ShouldContain("where 1 was expected");
        receiving.Arrive(1).ShouldBeNull();
        receiving.Arrive(2)!.ShouldContain("only 2 frames were granted");
    }

    [Fact]
    public void Frames_that_were_lost_behind_the_last_that_arrived_are_asked_for_and_noticed()
    {
        var sending = new SendingWindow();
        var receiving = new ReceivingWindow(4);
        sending.Grant(receiving.Arrived, receiving.Granted).ShouldBeTrue();
        receiving.Arrive(sending.Send()).ShouldBeNull();
        sending.Send();
        sending.NeedsProbe().ShouldBeFalse("both may still be on the way");
        sending.Grant(receiving.Arrived, receiving.Granted).ShouldBeFalse();
        sending.NeedsProbe().ShouldBeTrue();
        receiving.Check(sending.Sent)!.ShouldContain("2 frames were sent, and 1 of them have arrived");
    }

    [Fact]
    public void Nothing_is_asked_once_all_has_arrived()
    {
        var sending = new SendingWindow();
        var receiving = new ReceivingWindow(4);
        sending.Grant(0, 4);
        receiving.Arrive(sending.Send()).ShouldBeNull();
        sending.NeedsProbe().ShouldBeFalse();
        sending.Grant(receiving.Arrived, receiving.Granted);
        sending.NeedsProbe().ShouldBeFalse();
        receiving.Check(sending.Sent).ShouldBeNull();
    }

    [Fact]
    public void Sending_without_a_grant_is_refused() => Should.Throw<InvalidOperationException>(() => new SendingWindow().Send());
}
