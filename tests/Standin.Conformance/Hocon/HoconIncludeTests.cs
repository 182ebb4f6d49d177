using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Weir.Standin.Conformance.Hocon;

public sealed class HoconIncludeTests
{
    [Fact]
    public void An_include_merges_at_its_place()
    {
        var config = Parse("a { b = 1, include \"x\"\n d = 4 }", ("x", "b = 2\nc = 3"));
        config.GetInt("a.b").ShouldBe(2);
        config.GetInt("a.c").ShouldBe(3);
        config.GetInt("a.d").ShouldBe(4);
    }

    [Fact]
    public void A_later_key_wins_over_an_include() =>
        Parse("a { include \"x\"\n b = 1 }", ("x", "b = 2")).GetInt("a.b").ShouldBe(1);

    [Fact]
    public void Objects_merge_across_an_include()
    {
        var config = Parse("a { b { x = 1 } }\na { include \"x\"\n }", ("x", "b { y = 2 }"));
        config.GetInt("a.b.x").ShouldBe(1);
        config.GetInt("a.b.y").ShouldBe(2);
    }

    [Fact]
    public void Substitutions_of_an_include_are_relative_to_its_place()
    {
        var config = Parse("a { b { include \"x\"\n } }", ("x", "x = 123\ny = ${x}"));
        config.GetInt("a.b.y").ShouldBe(123);
    }

    [Fact]
    public void Includes_nest()
    {
        var config = Parse("a { include \"x\"\n }", ("x", "e { include \"y\"\n }"), ("y", "p = 1\nq = ${p}"));
        config.GetInt("a.e.q").ShouldBe(1);
    }

    [Fact]
    public void The_callback_gets_the_name_as_written()
    {
        var names = new List<string>();
        ConfigurationFactory.ParseString("include \"../some dir/x.conf\"\na = 1", name =>
        {
            names.Add(name);
            return Parser.Parse("b = 1", null);
        });
        names.ShouldBe(["../some dir/x.conf"]);
    }

    [StandinFact]
    public void A_later_key_reaches_the_substitutions_of_an_include() =>
        Parse("a { include \"x\"\n x = 2 }", ("x", "x = 1\ny = ${x}")).GetInt("a.y").ShouldBe(2);

    [StandinFact]
    public void Adding_reaches_across_an_include() =>
        Parse("a { l = [1], include \"x\"\n }", ("x", "l += 2")).GetIntList("a.l").ShouldBe([1, 2]);

    [StandinTheory]
    [InlineData("include required(\"x\")")]
    [InlineData("include file(\"x\")")]
    [InlineData("include required(file(\"x\"))")]
    public void Other_forms_give_the_callback_the_name(string directive) =>
        Parse(directive, ("x", "b = 2")).GetInt("b").ShouldBe(2);

    [StandinFact]
    public void What_is_not_there_includes_nothing_unless_it_is_required()
    {
        ConfigurationFactory.ParseString("include \"x\"\na = 1", _ => null!).GetInt("a").ShouldBe(1);
        Should.Throw<FormatException>(() => ConfigurationFactory.ParseString("a = 1\ninclude required(\"x\")", _ => null!))
            .Message.ShouldStartWith("string(2,1): ");
    }

    private static Config Parse(string hocon, params (string Name, string Hocon)[] files)
    {
        return ConfigurationFactory.ParseString(hocon, Include);

        HoconRoot Include(string name) => Parser.Parse(files.Single(f => f.Name == name).Hocon, Include);
    }
}
