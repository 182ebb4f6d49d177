using Akka.Configuration;

namespace Weir.Standin.Conformance.Hocon;

public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("a = 1\nb = ${a}", "b", "1")]
    [InlineData("b = ${a}\na = 1", "b", "1")]
    [InlineData("a = 1\nb = ${a}23", "b", "123")]
    [InlineData("a = Roger\nb = my name is ${a}", "b", "my name is Roger")]
    [InlineData("a { x = 1, y = ${a.x} }", "a.y", "1")]
    [InlineData("a { x = 1 }\nb = ${a}", "b.x", "1")]
    [InlineData("a = 1\nb = ${a}\na = 2", "b", "2")]
    [InlineData("a = 1\nb = ${a}\nc = ${b}", "c", "1")]
    public void A_substitution_has_the_final_value_of_its_path(string hocon, string path, string expected) =>
        ConfigurationFactory.ParseString(hocon).GetString(path).ShouldBe(expected);

    [Fact]
    public void Arrays_concatenate_with_substituted_arrays() =>
        ConfigurationFactory.ParseString("a = [1, 2]\nb = ${a} [3]").GetIntList("b").ShouldBe([1, 2, 3]);

    [Fact]
    public void A_substitution_without_a_value_is_an_error()
    {
        var error = Should.Throw<FormatException>(() => ConfigurationFactory.ParseString("a = 1\nb = ${c.d}"));
        error.Message.ShouldContain("Unresolved substitution: c.d");
    }

    [Fact]
    public void Quoted_text_is_taken_as_it_is() =>
        ConfigurationFactory.ParseString("a = 1\nb = \"${a}\"").GetString("b").ShouldBe("${a}");

    [StandinTheory]
    [InlineData("a { \"x.y\" = 1 }\nb = ${a.\"x.y\"}", "b", "1")]
    [InlineData("a = ${?b}\nc = 1", "a", null)]
    [InlineData("a = 1\na = ${?b}", "a", "1")]
    [InlineData("b = 2\na = 1\na = ${?b}", "a", "2")]
    [InlineData("a = x ${?b} y", "a", "x  y")]
    [InlineData("a = x\na = ${a} y", "a", "x y")]
    [InlineData("a { x = 1 }\na = ${a} { y = 2 }", "a.x", "1")]
    [InlineData("a { x = 1, z = 1 }\nb = ${a} { z = 2 }", "b.z", "2")]
    [InlineData("a { x = 1, z = 1 }\nb = ${a} { z = 2 }", "b.x", "1")]
    [InlineData("a { x = 1 }\nb = ${a}\nb.y = 2", "b.x", "1")]
    [InlineData("a { x = 1 }\nb { y = 2 }\nb = ${a}", "b.y", "2")]
    [InlineData("a = ${b}\nb = 1\nb = ${?c}", "a", "1")]
    public void Optional_quoted_and_self_referring_substitutions_follow_the_specification(string hocon, string path, string? expected) =>
        ConfigurationFactory.ParseString(hocon).GetString(path).ShouldBe(expected);

    [StandinTheory]
    [InlineData("a += 1\na += 2", "1;2")]
    [InlineData("a = [1]\na += 2", "1;2")]
    [InlineData("a = [1]\na = ${a} [2]\na += 3", "1;2;3")]
    [InlineData("b = [9]\na = ${b}\na += 1", "9;1")]
    public void Adding_appends_to_what_was_there(string hocon, string expected) =>
        string.Join(';', ConfigurationFactory.ParseString(hocon).GetStringList("a")).ShouldBe(expected);

    [StandinTheory]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a = ${a}")]
    [InlineData("a { b = ${a} }")]
    [InlineData("a = ${b}\nb = ${c}\nc = x ${a}")]
    public void A_value_that_is_made_of_itself_is_an_error(string hocon) =>
        Should.Throw<FormatException>(() => ConfigurationFactory.ParseString(hocon)).Message.ShouldContain("refers to itself");

    [StandinFact]
    public void A_name_that_the_text_does_not_define_is_an_environment_variable()
    {
        var name = $"WEIR_CONFORMANCE_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "from outside");
        try
        {
            ConfigurationFactory.ParseString($"a = ${{{name}}}").GetString("a").ShouldBe("from outside");
            ConfigurationFactory.ParseString($"a = 1\na = ${{?{name}}}").GetString("a").ShouldBe("from outside");
            ConfigurationFactory.ParseString($"{name} = inside\na = ${{{name}}}").GetString("a").ShouldBe("inside");
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [StandinTheory]
    [InlineData("a = {x = 1} {y = 2}", "a.x", "1")]
    [InlineData("a = {x = 1} {y = 2}", "a.y", "2")]
    [InlineData("a = {x = 1} {x = 2}", "a.x", "2")]
    public void Objects_concatenate_by_merging(string hocon, string path, string expected) =>
        ConfigurationFactory.ParseString(hocon).GetString(path).ShouldBe(expected);
}
