using Akka.Configuration;

namespace Weir.Standin.Conformance.Hocon;

public sealed class HoconFallbackTests
{
    private static readonly Config Upper = ConfigurationFactory.ParseString("a { x = 1, l = [1], o { p = 1 } }");
    private static readonly Config Lower = ConfigurationFactory.ParseString("a { x = 9, y = 2, l = [8, 9], o = { q = 2 }, t = 5 }\nb = 3");

    [Fact]
    public void The_upper_value_wins_and_objects_merge()
    {
        var merged = Upper.WithFallback(Lower);
        merged.GetInt("a.x").ShouldBe(1);
        merged.GetInt("a.y").ShouldBe(2);
        merged.GetInt("a.o.p").ShouldBe(1);
        merged.GetInt("a.o.q").ShouldBe(2);
        merged.GetInt("b").ShouldBe(3);
    }

    [Fact]
    public void Arrays_do_not_merge() => Upper.WithFallback(Lower).GetIntList("a.l").ShouldBe([1]);

    [Fact]
    public void A_text_over_an_object_replaces_it_and_the_other_way_round()
    {
        var merged = ConfigurationFactory.ParseString("a = x, b { c = 1 }").WithFallback(ConfigurationFactory.ParseString("a = { y = 1 }, b = z"));
        merged.GetString("a").ShouldBe("x");
        merged.GetString("a.y").ShouldBeNull();
        merged.GetInt("b.c").ShouldBe(1);
    }

    [Fact]
    public void Fallbacks_chain_in_either_grouping()
    {
        var third = ConfigurationFactory.ParseString("a.x = 7, a.z = 8, b = 9");
        foreach (var merged in new[] { Upper.WithFallback(Lower).WithFallback(third), Upper.WithFallback(Lower.WithFallback(third)) })
        {
            merged.GetInt("a.x").ShouldBe(1);
            merged.GetInt("a.y").ShouldBe(2);
            merged.GetInt("a.z").ShouldBe(8);
            merged.GetInt("b").ShouldBe(3);
        }
    }

    [Fact]
    public void Neither_side_is_changed()
    {
        _ = Upper.WithFallback(Lower);
        Upper.HasPath("a.y").ShouldBeFalse();
        Lower.GetInt("a.x").ShouldBe(9);
        Lower.HasPath("a.o.p").ShouldBeFalse();
    }

    [Fact]
    public void Sections_see_the_fallback()
    {
        var section = Upper.WithFallback(Lower).GetConfig("a").ShouldNotBeNull();
        section.GetInt("x").ShouldBe(1);
        section.GetInt("y").ShouldBe(2);
        section.GetInt("o.q").ShouldBe(2);
        section.AsEnumerable().Select(e => e.Key).ShouldBe(["x", "y", "l", "o", "t"], ignoreOrder: true);
    }

    [Fact]
    public void Empty_and_null_fall_away()
    {
        ConfigurationFactory.Empty.WithFallback(Lower).GetInt("b").ShouldBe(3);
        Lower.WithFallback(ConfigurationFactory.Empty).GetInt("b").ShouldBe(3);
        Lower.WithFallback(null).GetInt("b").ShouldBe(3);
        ((Config?)null).SafeWithFallback(Lower)!.GetInt("b").ShouldBe(3);
        Lower.SafeWithFallback(Lower)!.GetInt("b").ShouldBe(3);
        Should.Throw<ArgumentException>(() => Lower.WithFallback(Lower));
    }

    [Fact]
    public void The_same_fallback_can_be_given_again()
    {
        var merged = Upper.WithFallback(Lower);
        merged.WithFallback(Lower).GetInt("a.y").ShouldBe(2);
        ConfigurationFactory.ParseString("z = 1").WithFallback(merged).WithFallback(Lower).GetInt("a.x").ShouldBe(1);
    }

    [Fact]
    public void Writes_itself_with_or_without_the_fallback()
    {
        var merged = Upper.WithFallback(Lower);
        ConfigurationFactory.ParseString(merged.ToString(includeFallback: false)).HasPath("b").ShouldBeFalse();
        ConfigurationFactory.ParseString(merged.ToString(includeFallback: true)).GetInt("b").ShouldBe(3);
        ConfigurationFactory.ParseString(merged.ToString(includeFallback: true)).GetInt("a.x").ShouldBe(1);
    }

    [Fact]
    public void Text_can_be_added_as_a_fallback() => ("a = 1" + Lower).GetInt("b").ShouldBe(3);

    [Fact]
    public void Substitutions_are_resolved_before_fallbacks_come_in()
    {
        var upper = ConfigurationFactory.ParseString("a = 1, b = ${a}");
        ConfigurationFactory.ParseString("a = 2").WithFallback(upper).GetInt("b").ShouldBe(1);
    }
}
