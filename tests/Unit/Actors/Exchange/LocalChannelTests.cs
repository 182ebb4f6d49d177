using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Unit.Actors.Exchange;

public sealed class LocalChannelTests
{
    [Fact]
    public void Holds_its_capacity_and_keeps_the_order()
    {
        var channel = new LocalChannel(4);
        for (int i = 0; i < 4; i++)
        {
            channel.TryWrite(new Watermark(i)).ShouldBeTrue();
        }

        channel.TryWrite(new Watermark(4)).ShouldBeFalse();
        for (int i = 0; i < 4; i++)
        {
            channel.TryRead(out StreamElement element).ShouldBeTrue();
            ((Watermark)element).Timestamp.ShouldBe(i);
        }

        channel.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Refuses_a_capacity_that_is_no_power_of_two(int capacity) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new LocalChannel(capacity));

    [Fact]
    public void A_parked_reader_is_woken_once_by_the_next_element()
    {
        var channel = new LocalChannel(4);
        int woken = 0;
        channel.OnReadable(() => woken++);
        channel.ParkReader().ShouldBeTrue();
        channel.TryWrite(new Watermark(1));
        channel.TryWrite(new Watermark(2));
        woken.ShouldBe(1);
    }

    [Fact]
    public void A_reader_that_finds_an_element_while_parking_is_not_woken()
    {
        var channel = new LocalChannel(4);
        int woken = 0;
        channel.OnReadable(() => woken++);
        channel.TryWrite(new Watermark(1));
        channel.ParkReader().ShouldBeFalse();
        channel.TryWrite(new Watermark(2));
        woken.ShouldBe(0);
    }

    [Fact]
    public void A_parked_writer_is_woken_once_when_half_of_the_channel_is_free()
    {
        var channel = new LocalChannel(4);
        int woken = 0;
        channel.OnWritable(() => woken++);
        for (int i = 0; i < 4; i++)
        {
            channel.TryWrite(new Watermark(i));
        }

        channel.ParkWriter().ShouldBeTrue();
        channel.TryRead(out _);
        woken.ShouldBe(0);
        channel.TryRead(out _);
        woken.ShouldBe(1);
        channel.TryRead(out _);
        woken.ShouldBe(1);
    }

    [Fact]
    public void A_writer_that_finds_half_of_the_channel_free_while_parking_is_not_woken()
    {
        var channel = new LocalChannel(4);
        int woken = 0;
        channel.OnWritable(() => woken++);
        channel.TryWrite(new Watermark(1));
        channel.TryWrite(new Watermark(2));
        channel.ParkWriter().ShouldBeFalse();
        channel.TryRead(out _);
        woken.ShouldBe(0);
    }

    /// <summary>Both sides park whenever they can: a lost wake-up would leave the test waiting for ever.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Loses_nothing_and_no_wake_up_under_stress(int capacity)
    {
        const int Elements = 300_000;
        var channel = new LocalChannel(capacity);
        using var readable = new SemaphoreSlim(0);
        using var writable = new SemaphoreSlim(0);
        channel.OnReadable(() => readable.Release());
        channel.OnWritable(() => writable.Release());

        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Elements; i++)
            {
                var element = new Watermark(i);
                while (!channel.TryWrite(element))
                {
                    if (channel.ParkWriter())
                    {
                        await writable.WaitAsync();
                    }
                }
            }
        });
        Task<int> reading = Task.Run(async () =>
        {
            int expected = 0;
            while (expected < Elements)
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

            return expected;
        });

        await Task.WhenAll(writing, reading).WaitAsync(TimeSpan.FromSeconds(60));
        (await reading).ShouldBe(Elements);
    }
}
