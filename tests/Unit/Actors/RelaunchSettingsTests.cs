using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.JobManagers;

namespace Weir.Unit.Actors;

public class RelaunchSettingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Defaults_of_the_file_are_those_of_the_code() => Read("").ShouldBe(RelaunchSettings.Default);

    [Theory]
    [InlineData("relaunch-limit.attempts = 0", "weir.relaunch-limit.attempts is 0; it must be 1 to 1000.")]
    [InlineData("relaunch-limit.window = 0 s", "weir.relaunch-limit.window is 00:00:00; it must be above 0.")]
    [InlineData("relaunch = maybe", "weir.relaunch is maybe; it must be one of")]
    public void What_is_out_of_range_is_refused(string setting, string problem) =>
        Should.Throw<InvalidConfigurationException>(() => Read(setting)).Message.ShouldContain(problem);

    [Fact]
    public void So_many_within_the_window_are_enough()
    {
        RelaunchSettings settings = new(IsOn: true, Attempts: 3, TimeSpan.FromMinutes(10));
        settings.Refusal([], Now).ShouldBeNull();
        settings.Refusal([Ago(1), Ago(2)], Now).ShouldBeNull();
        settings.Refusal([Ago(10), Ago(2), Ago(1)], Now).ShouldBeNull("the first has left the window");
        settings.Refusal([Ago(9), Ago(2), Ago(1)], Now).ShouldNotBeNull().ShouldContain("3 times within 00:10:00");
    }

    [Fact]
    public void Off_means_never() => (RelaunchSettings.Default with { IsOn = false }).Refusal([], Now).ShouldNotBeNull().ShouldContain("weir.relaunch is off");

    private static DateTimeOffset Ago(int minutes) => Now - TimeSpan.FromMinutes(minutes);

    private static RelaunchSettings Read(string setting) =>
        RelaunchSettings.Read(ConfigurationFactory.ParseString($"weir {{ {setting} }}").WithFallback(ReferenceConfiguration.Config));
}
