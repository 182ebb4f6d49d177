using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Exchange;

namespace Weir.Unit.Actors.Exchange;

public sealed class ExchangeSettingsTests
{
    private static ExchangeSettings Read(string text) =>
        ExchangeSettings.Read(ConfigurationFactory.ParseString(text).WithFallback(ReferenceConfiguration.Config));

    [Fact]
    public void The_defaults_can_be_used()
    {
        ExchangeSettings settings = Read("");
        settings.FrameSizeBytes.ShouldBe(64 * 1024);
        settings.FramesInFlight.ShouldBe(16);
        settings.OpenTimeout.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_frame_that_the_transport_would_drop_is_refused_with_both_keys()
    {
        string message = Should.Throw<InvalidConfigurationException>(
            () => Read("weir.exchange.frame-size = 1 MiB\nakka.remote.dot-netty.tcp.maximum-frame-size = 1 MiB")).Message;
        message.ShouldContain("weir.exchange.frame-size is 1048576 B");
        message.ShouldContain("akka.remote.dot-netty.tcp.maximum-frame-size is 1048576 B");
        message.ShouldContain("at least 1052672 B");
        Read("weir.exchange.frame-size = 1 MiB\nakka.remote.dot-netty.tcp.maximum-frame-size = 1052672 b").FrameSizeBytes.ShouldBe(1 << 20);
    }

    [Theory]
    [InlineData("frame-size = 100", "weir.exchange.frame-size is 100 B")]
    [InlineData("frames-in-flight = 0", "weir.exchange.frames-in-flight is 0")]
    [InlineData("open-timeout = 0 s", "weir.exchange.open-timeout is")]
    [InlineData("open-timeout = soon", "weir.exchange.open-timeout is soon")]
    public void What_cannot_be_used_is_refused_with_its_key(string setting, string expected) =>
        Should.Throw<InvalidConfigurationException>(() => Read("weir.exchange." + setting)).Message.ShouldContain(expected);
}
