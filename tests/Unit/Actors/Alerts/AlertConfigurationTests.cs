using Akka.Configuration;
using Weir.Actors.Alerts;
using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Alerts;

public class AlertConfigurationTests
{
    [Fact]
    public void Defaults_of_the_file_are_those_of_the_code() => Read("").ShouldBe(AlertConfiguration.Default);

    [Fact]
    public void Everything_can_be_set()
    {
        AlertConfiguration read = Read(
            """
            every = 10 s, window = 1 min, threshold = off, total-threshold = 7, silence-factor = 1.5, restarts-per-minute = off
            webhook { url = "https://alerts.example/weir", authorization = "Bearer x", timeout = 2 s, max-attempts = 3, initial-delay = 100 ms, max-delay = 1 s }
            """);
        read.ShouldBe(new AlertConfiguration
        {
            Every = TimeSpan.FromSeconds(10),
            Window = TimeSpan.FromMinutes(1),
            Threshold = null,
            TotalThreshold = 7,
            SilenceFactor = 1.5,
            RestartsPerMinute = null,
            Webhook = new WebhookConfiguration
            {
                Url = "https://alerts.example/weir",
                Authorization = "Bearer x",
                Timeout = TimeSpan.FromSeconds(2),
                MaximumAttempts = 3,
                InitialDelay = TimeSpan.FromMilliseconds(100),
                MaximumDelay = TimeSpan.FromSeconds(1),
            },
        });
    }

    [Theory]
    [InlineData("every = 1 ms", "alert.every is 00:00:00.0010000")]
    [InlineData("window = 1 min", "alert.window is 00:01:00; it must be at least alert.every")]
    [InlineData("threshold = 0", "alert.threshold is 0; it must be off, or 1 or more")]
    [InlineData("total-threshold = -1", "alert.total-threshold is -1")]
    [InlineData("silence-factor = 0", "alert.silence-factor is 0")]
    [InlineData("restarts-per-minute = 0", "alert.restarts-per-minute is 0")]
    [InlineData("webhook.url = \"ftp://x/y\"", "alert.webhook.url is ftp://x/y; it must be empty, or an absolute URL of http or https")]
    [InlineData("webhook { url = \"http://x\", max-attempts = 0 }", "alert.webhook.max-attempts is 0; it must be 1 to 1000")]
    [InlineData("webhook { url = \"http://x\", initial-delay = 10 min }", "alert.webhook.initial-delay is 00:10:00; it must be above 0, at most webhook.max-delay")]
    [InlineData("silence-factor = often", "alert.silence-factor is often; it must be a number")]
    public void What_is_out_of_range_is_refused(string setting, string problem) =>
        Should.Throw<InvalidConfigurationException>(() => Read(setting)).Message.ShouldContain($"weir.checkpointing.{problem}");

    [Fact]
    public void Attempts_wait_twice_as_long_each_time_up_to_the_limit()
    {
        var webhook = new WebhookConfiguration { Url = "http://x", InitialDelay = TimeSpan.FromSeconds(1), MaximumDelay = TimeSpan.FromSeconds(5) };
        new[] { 1, 2, 3, 4, 1000 }.Select(webhook.DelayAfter).ShouldBe(
            [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)]);
    }

    private static AlertConfiguration Read(string alert) => CheckpointingConfigurationReader.Read(
        ConfigurationFactory.ParseString($"weir.checkpointing.alert {{ {alert} }}").WithFallback(ReferenceConfiguration.Config)).Alert;
}
