using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Configuration;

public class UnknownKeysTests
{
    [Fact]
    public void A_misspelt_key_is_found_and_the_nearest_one_named() =>
        Find("weir.checkpointing.intervall = 5 s")
            .ShouldBe(["weir.checkpointing.intervall is not a key of this version. Did you mean weir.checkpointing.interval?"]);

    [Fact]
    public void A_key_that_resembles_none_is_found() =>
        Find("weir { colours = [red, green] }").ShouldBe(["weir.colours is not a key of this version."]);

    [Fact]
    public void A_value_where_a_group_belongs_is_found() =>
        Find("weir.checkpointing = on").Single().ShouldStartWith("weir.checkpointing is not a key");

    [Fact]
    public void Known_keys_and_those_of_others_are_left_alone() =>
        Find("weir.checkpointing { interval = 5 s, storage.dir = x }, akka.loglevel = DEBUG, mine.key = 1").ShouldBeEmpty();

    [Fact]
    public void Nothing_given_is_nothing_unknown() => UnknownKeys.Find(ConfigurationFactory.Empty, ReferenceConfiguration.Config).ShouldBeEmpty();

    private static string[] Find(string hocon) =>
        [.. UnknownKeys.Find(ConfigurationFactory.ParseString(hocon), ReferenceConfiguration.Config).Select(error => error.ToString())];
}
