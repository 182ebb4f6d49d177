using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Configuration;

public class LiveSettingsTests
{
    [Fact]
    public void Later_changes_go_over_earlier_ones()
    {
        string first = LiveSettings.Merge("weir.checkpointing { interval = 5 s, alert.threshold = 7 }", former: "").ToString(includeFallback: true);
        var merged = LiveSettings.Merge("weir.checkpointing.interval = 9 s", first);
        merged.GetString("weir.checkpointing.interval").ShouldBe("9 s");
        merged.GetString("weir.checkpointing.alert.threshold").ShouldBe("7");
    }

    [Fact]
    public void Secrets_are_not_shown() =>
        LiveSettings.Describe(LiveSettings.Merge("weir.checkpointing { interval = 5 s, alert.webhook.authorization = Bearer-x }", former: "")).Split('\n')
            .ShouldBe(["weir.checkpointing.interval = 5 s", "weir.checkpointing.alert.webhook.authorization = ******"], ignoreOrder: true);

    [Theory]
    [InlineData("weir.checkpointing.mode = at-least-once", "weir.checkpointing.mode can't be changed while the job runs; these can: weir.checkpointing.interval,")]
    [InlineData("weir.checkpointing.storage.dir = x", "weir.checkpointing.storage.dir can't be changed")]
    [InlineData("weir.checkpointing.alert.treshold = 3", "Did you mean weir.checkpointing.alert.threshold?")]
    [InlineData("interval = 3 s", "There is no setting below weir")]
    [InlineData("", "There is no setting below weir")]
    [InlineData("weir { checkpointing {", "can't be read")]
    public void What_cannot_change_is_refused(string given, string problem) =>
        Should.Throw<InvalidConfigurationException>(() => LiveSettings.Merge(given, former: "")).Message.ShouldContain(problem);
}
