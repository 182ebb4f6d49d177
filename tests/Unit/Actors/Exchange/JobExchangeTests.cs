using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Unit.Actors.Exchange;

public sealed class JobExchangeTests
{
    [Fact]
    public void Both_ends_get_the_same_channel_and_attempts_do_not_share_one()
    {
        var exchange = new JobExchange(4);
        exchange.Channel(new ChannelId(1, 0, 0, 1)).ShouldBeSameAs(exchange.Channel(new ChannelId(1, 0, 0, 1)));
        exchange.Channel(new ChannelId(2, 0, 0, 1)).ShouldNotBeSameAs(exchange.Channel(new ChannelId(1, 0, 0, 1)));
    }

    [Fact]
    public void Forgets_a_channel_of_one_attempt_only()
    {
        var exchange = new JobExchange(4);
        var kept = new ChannelId(2, 0, 0, 1);
        exchange.Channel(new ChannelId(1, 0, 0, 1)).TryWrite(new Watermark(1));
        exchange.Channel(kept).TryWrite(new Watermark(2));
        exchange.Forget(new ChannelId(1, 0, 0, 1));
        exchange.ChannelCount.ShouldBe(1);
        exchange.Channel(kept).Count.ShouldBe(1);
    }
}
