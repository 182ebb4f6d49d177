using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Unit.Actors.Exchange;

public sealed class OvertakenChannelTests
{
    [Fact]
    public void Takes_what_a_barrier_has_overtaken_and_nothing_else_until_that_is_read()
    {
        LocalChannel channel = Full();
        channel.WriteBeyond(new Watermark(4));
        channel.WriteBeyond(new Weir.Operators.Elements.Barrier(7, 0));
        channel.IsOverfull.ShouldBeTrue();
        for (int i = 0; i < 5; i++)
        {
            channel.TryWrite(new Watermark(99)).ShouldBeFalse();
            channel.TryRead(out StreamElement element).ShouldBeTrue();
            ((Watermark)element).Timestamp.ShouldBe(i);
        }

        channel.ParkReader().ShouldBeFalse("the barrier is there");
        channel.TryRead(out StreamElement barrier).ShouldBeTrue();
        barrier.ShouldBeOfType<Weir.Operators.Elements.Barrier>();
        channel.IsOverfull.ShouldBeFalse();
        channel.TryWrite(new Watermark(5)).ShouldBeTrue();
        channel.TryRead(out _).ShouldBeTrue();
        channel.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Shows_what_is_in_front_of_a_barrier_and_leaves_it_there()
    {
        LocalChannel channel = Full();
        channel.WriteBeyond(new Watermark(4));
        channel.WriteBeyond(new Weir.Operators.Elements.Barrier(7, 0));
        channel.WriteBeyond(new Watermark(5));
        var ahead = new List<StreamElement>();
        channel.LookAhead(7, ahead).ShouldNotBeNull().CheckpointId.ShouldBe(7);
        ahead.Cast<Watermark>().Select(watermark => watermark.Timestamp).ShouldBe([0, 1, 2, 3, 4]);
        channel.LookAhead(8, ahead).ShouldBeNull();
        ahead.Count.ShouldBe(5);
        channel.TryRead(out StreamElement first).ShouldBeTrue();
        ((Watermark)first).Timestamp.ShouldBe(0);
    }

    [Fact]
    public void A_parked_writer_is_woken_when_the_overflow_is_read()
    {
        LocalChannel channel = Full();
        int woken = 0;
        channel.OnWritable(() => woken++);
        channel.WriteBeyond(new Watermark(4));
        channel.ParkWriter().ShouldBeTrue();
        for (int i = 0; i < 4; i++)
        {
            channel.TryRead(out _);
            woken.ShouldBe(0);
        }

        channel.TryRead(out _);
        woken.ShouldBe(1);
    }

    [Fact]
    public void Is_full_while_it_is_held()
    {
        var channel = new LocalChannel(4);
        int woken = 0;
        channel.OnWritable(() => woken++);
        channel.Hold(true);
        channel.TryWrite(new Watermark(1)).ShouldBeFalse();
        channel.ParkWriter().ShouldBeTrue();
        channel.ParkReader().ShouldBeTrue("there is nothing to read");
        channel.Hold(false);
        woken.ShouldBe(1);
        channel.TryWrite(new Watermark(1)).ShouldBeTrue();
    }

    [Fact]
    public void A_barrier_is_announced_once()
    {
        var channel = new LocalChannel(4);
        int heard = 0;
        channel.OnAnnounced(() => heard++);
        channel.Announce(3);
        channel.Announce(3);
        channel.Announce(2);
        heard.ShouldBe(1);
        channel.Announced.ShouldBe(3);
    }

    /// <summary>The writer goes beyond the capacity at times; both sides park whenever they can.</summary>
    [Fact]
    public async Task Loses_nothing_and_no_wake_up_under_stress()
    {
        const int Elements = 200_000;
        var channel = new LocalChannel(4);
        using var readable = new SemaphoreSlim(0);
        using var writable = new SemaphoreSlim(0);
        channel.OnReadable(() => readable.Release());
        channel.OnWritable(() => writable.Release());
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Elements; i++)
            {
                if (i % 97 < 3)
                {
                    channel.WriteBeyond(new Watermark(i));
                    continue;
                }

                while (!channel.TryWrite(new Watermark(i)))
                {
                    if (channel.ParkWriter())
                    {
                        await writable.WaitAsync();
                    }
                }
            }
        });
        Task reading = Task.Run(async () =>
        {
            for (int expected = 0; expected < Elements;)
            {
                if (channel.TryRead(out StreamElement element))
                {
                    ((Watermark)element).Timestamp.ShouldBe(expected++);
                }
                else if (channel.ParkReader())
                {
                    await readable.WaitAsync();
                }
            }
        });
        await Task.WhenAll(writing, reading).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static LocalChannel Full()
    {
        var channel = new LocalChannel(4);
        for (int i = 0; i < 4; i++)
        {
            channel.TryWrite(new Watermark(i)).ShouldBeTrue();
        }

        return channel;
    }
}
