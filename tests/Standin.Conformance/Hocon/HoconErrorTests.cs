using Akka.Configuration;

namespace Weir.Standin.Conformance.Hocon;

public sealed class HoconErrorTests
{
    [Theory]
    [InlineData("a = akka.tcp://h", "a = \"akka.tcp://h\"")]
    [InlineData("a = b c=d", "a = \"b c=d\"")]
    [InlineData("a = [x:1]", "a = [\"x:1\"]")]
    public void Some_characters_need_quotes(string malformed, string wellFormed)
    {
        Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString(malformed));
        ConfigurationFactory.ParseString(wellFormed).HasPath("a").ShouldBeTrue();
    }

    [Theory]
    [InlineData("a = \"x\\qy\"")]
    [InlineData("a = ${b}")]
    [InlineData("a = 1\n?b = 2")]
    [InlineData("a = x@y")]
    public void Malformed_text_is_a_format_error(string hocon) =>
        Should.Throw<FormatException>(() => ConfigurationFactory.ParseString(hocon));

    [StandinTheory]
    [InlineData("a {\n  b = 1\n", 1, 3, "not closed")]
    [InlineData("a = 1\n}", 2, 1, "without a '{'")]
    [InlineData("a = [1, 2\nb = 3", 2, 3, "without quotes")]
    [InlineData("a = [1, 2", 1, 5, "not closed")]
    [InlineData("a = [1,,2]", 1, 8, "item")]
    [InlineData("a", 1, 2, "Expected '='")]
    [InlineData("a = 1\n  b\n", 3, 1, "Expected '='")]
    [InlineData("a =", 1, 4, "no value")]
    [InlineData("a = \n}", 2, 1, "no value")]
    [InlineData("a = \"x\nb = 1", 1, 5, "not closed")]
    [InlineData("a = \"\"\"x\nb = 1", 1, 5, "not closed")]
    [InlineData("a = 1\n  b = x:y", 2, 8, "':'")]
    [InlineData("a = \"x\\qy\"", 1, 7, "escape")]
    [InlineData("a = 1\nb = x ${c}", 2, 7, "Unresolved substitution: c")]
    [InlineData("a = ${b", 1, 5, "substitution is malformed")]
    [InlineData("a = [1] x", 1, 5, "all texts")]
    [InlineData("{ a = 1 } b = 2", 1, 11, "behind the root")]
    [InlineData("a. = 1", 1, 4, "Expected a key")]
    [InlineData("a { b = 1 }\n= 2", 2, 1, "Expected a key")]
    [InlineData("a = 1\n  include \"x\"", 2, 3, "include callback")]
    public void Errors_name_line_and_column(string hocon, int line, int column, string reason)
    {
        var error = Should.Throw<Exception>(() => ConfigurationFactory.ParseString(hocon));
        error.ShouldBeAssignableTo(error is ConfigurationException ? typeof(ConfigurationException) : typeof(FormatException));
        error.Message.ShouldStartWith($"string({line},{column}): ");
        error.Message.ShouldContain(reason);
    }

    [StandinFact]
    public void Deep_nesting_is_an_error_and_no_crash() =>
        Should.Throw<FormatException>(() => ConfigurationFactory.ParseString("a = " + new string('[', 100_000))).Message.ShouldContain("nested");

    [Fact]
    public void A_value_of_another_kind_is_an_error()
    {
        var config = ConfigurationFactory.ParseString("a.n = x1, a.b = maybe, a.t = 3 parsecs, a.neg = -1s, a.s = 3 XB");
        Should.Throw<FormatException>(() => config.GetInt("a.n"));
        Should.Throw<FormatException>(() => config.GetLong("a.n"));
        Should.Throw<FormatException>(() => config.GetDouble("a.n"));
        Should.Throw<NotSupportedException>(() => config.GetBoolean("a.b"));
        Should.Throw<FormatException>(() => config.GetTimeSpan("a.t"));
        Should.Throw<FormatException>(() => config.GetTimeSpan("a.neg"));
        Should.Throw<FormatException>(() => config.GetByteSize("a.s", null));
    }

    [StandinFact]
    public void A_value_of_another_kind_is_named_with_its_path()
    {
        var config = ConfigurationFactory.ParseString("a.n = x1, a.b = maybe, a.t = 3 parsecs, l = [1, two]").WithFallback("z = 1");
        Should.Throw<FormatException>(() => config.GetInt("a.n")).Message.ShouldContain("'a.n' is 'x1'");
        Should.Throw<FormatException>(() => config.GetConfig("a")!.GetInt("n")).Message.ShouldContain("'a.n' is 'x1'");
        Should.Throw<NotSupportedException>(() => config.GetBoolean("a.b")).Message.ShouldContain("'a.b' is 'maybe'");
        Should.Throw<FormatException>(() => config.GetTimeSpan("a.t")).Message.ShouldContain("'a.t' is '3 parsecs'");
        Should.Throw<FormatException>(() => config.GetInt("a")).Message.ShouldContain("'a' is an object");
        Should.Throw<FormatException>(() => config.GetIntList("l")).Message.ShouldContain("'l[1]' is 'two'");
    }
}
