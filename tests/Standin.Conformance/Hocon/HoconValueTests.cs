using Akka.Configuration;

namespace Weir.Standin.Conformance.Hocon;

public sealed class HoconValueTests
{
    [Theory]
    [InlineData("a = b", "a", "b")]
    [InlineData("a : b", "a", "b")]
    [InlineData("a = b c  d", "a", "b c  d")]
    [InlineData("a =  \t b \t ", "a", "b")]
    [InlineData("a = \"b c\"", "a", "b c")]
    [InlineData("a = b \"c\" d", "a", "b c d")]
    [InlineData("a = 127.0.0.1", "a", "127.0.0.1")]
    [InlineData("a = some/path-1_x", "a", "some/path-1_x")]
    [InlineData("a = \"akka.tcp://x@h:1\"", "a", "akka.tcp://x@h:1")]
    [InlineData("a = \"q\\\"q\\\\ \\t\\n\\u0041.\"", "a", "q\"q\\ \t\nA.")]
    [InlineData("a = \"\"\"C:\\new \"x\" \"\"\"\nb = 1", "b", "1")]
    [InlineData("a = \"\"\"C:\\new\\table\"\"\"", "a", "C:\\new\\table")]
    [InlineData("a = \"\"\"one\ntwo\"\"\"", "a", "one\ntwo")]
    [InlineData("a = null", "a", null)]
    [InlineData("a = \"\"", "a", "")]
    [InlineData("a = b # c", "a", "b")]
    [InlineData("a = b // c", "a", "b")]
    [InlineData("a = \"#b\" # c", "a", "#b")]
    [InlineData("# x\n// y\n\na = b", "a", "b")]
    [InlineData("a =\n  b", "a", "b")]
    [InlineData("a = 1, b = 2", "b", "2")]
    [InlineData("a = 1,\nb = 2,", "b", "2")]
    [InlineData("a = 1\r\nb = 2\r\n", "b", "2")]
    [InlineData("a.b.c = 1", "a.b.c", "1")]
    [InlineData("a { b { c = 1 } }", "a.b.c", "1")]
    [InlineData("a { b.c = 1 }", "a.b.c", "1")]
    [InlineData("a = { b : { c : 1 } }", "a.b.c", "1")]
    [InlineData("\"a\" : { \"b\" : 1 }", "a.b", "1")]
    [InlineData("{ \"a\" : { \"b\" : \"x\" } }", "a.b", "x")]
    [InlineData("a { \"b.c\" = 1 }", "a.\"b.c\"", "1")]
    [InlineData("a.\"b.c\".d = 1", "a.\"b.c\".d", "1")]
    [InlineData("a b c = 1", "a b c", "1")]
    [InlineData("3.14 = 1", "3.14", "1")]
    [InlineData("a = 1\na = 2", "a", "2")]
    [InlineData("a { b = 1 }\na.b = 2", "a.b", "2")]
    [InlineData("a { b = 1 }\na { c = 2 }", "a.b", "1")]
    [InlineData("a { b = 1 }\na = { c = 2 }", "a.b", "1")]
    [InlineData("a.b = 1\na = null\na.c = 2", "a.b", null)]
    [InlineData("a.b = 1\na = null\na.c = 2", "a.c", "2")]
    [InlineData("a = 1\na { b = 2 }", "a.b", "2")]
    [InlineData("a { b = 1 }\na = x", "a", "x")]
    public void Reads_texts(string hocon, string path, string? expected) =>
        ConfigurationFactory.ParseString(hocon).GetString(path).ShouldBe(expected);

    [Theory]
    [InlineData("a = []", "")]
    [InlineData("a = [1,2,3]", "1;2;3")]
    [InlineData("a = [1, 2, 3,]", "1;2;3")]
    [InlineData("a = [\n1\n2\n]", "1;2")]
    [InlineData("a = [ # first\n 1 # one\n 2\n]", "1;2")]
    [InlineData("a = [x y, \"p, q\"]", "x y;p, q")]
    [InlineData("a = [1,2] [3]", "1;2;3")]
    [InlineData("a = [1]\na = [2]", "2")]
    public void Reads_arrays(string hocon, string expected) =>
        string.Join(';', ConfigurationFactory.ParseString(hocon).GetStringList("a")).ShouldBe(expected);

    [Fact]
    public void Reads_arrays_of_objects()
    {
        var items = ConfigurationFactory.ParseString("a = [{ x = 1 }, { x = 2, y = [3] }]").GetValue("a").ShouldNotBeNull().GetArray();
        items.Select(i => i.GetObject()!.GetKey("x")!.GetInt()).ShouldBe([1, 2]);
        items[1].GetObject()!.GetKey("y")!.GetIntList().ShouldBe([3]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    public void Reads_booleans(string written, bool expected) =>
        ConfigurationFactory.ParseString($"a = {written}").GetBoolean("a", !expected).ShouldBe(expected);

    [Fact]
    public void Reads_numbers()
    {
        var config = ConfigurationFactory.ParseString("i = -7, l = 9000000000, d = 1.25, m = 0.1, f = 2.5");
        config.GetInt("i").ShouldBe(-7);
        config.GetLong("l").ShouldBe(9_000_000_000);
        config.GetDouble("d").ShouldBe(1.25);
        config.GetDecimal("m").ShouldBe(0.1m);
        config.GetFloat("f").ShouldBe(2.5f);
    }

    [Theory]
    [InlineData("250", 250)]
    [InlineData("5ms", 5)]
    [InlineData("5 millis", 5)]
    [InlineData("5 milliseconds", 5)]
    [InlineData("1500 micros", 1.5)]
    [InlineData("10s", 10_000)]
    [InlineData("10 s", 10_000)]
    [InlineData("10 seconds", 10_000)]
    [InlineData("0.05 s", 50)]
    [InlineData("2m", 120_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1 hour", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("0", 0)]
    public void Reads_durations(string written, double expectedMilliseconds) =>
        ConfigurationFactory.ParseString($"a = {written}").GetTimeSpan("a").ShouldBe(TimeSpan.FromMilliseconds(expectedMilliseconds));

    [Fact]
    public void Infinite_is_a_duration_where_it_is_allowed()
    {
        var config = ConfigurationFactory.ParseString("a = infinite");
        config.GetTimeSpan("a").ShouldBe(Timeout.InfiniteTimeSpan);
        Should.Throw<FormatException>(() => config.GetTimeSpan("a", allowInfinite: false));
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("17B", 17)]
    [InlineData("17 bytes", 17)]
    [InlineData("4k", 4096)]
    [InlineData("4K", 4096)]
    [InlineData("4KiB", 4096)]
    [InlineData("4kB", 4000)]
    [InlineData("3m", 3_145_728)]
    [InlineData("3 MiB", 3_145_728)]
    [InlineData("3MB", 3_000_000)]
    [InlineData("2g", 2_147_483_648)]
    [InlineData("2GiB", 2_147_483_648)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("1TiB", 1_099_511_627_776)]
    public void Reads_byte_sizes(string written, long expected) =>
        ConfigurationFactory.ParseString($"a = {written}").GetByteSize("a", null).ShouldBe(expected);

    [Fact]
    public void A_missing_path_reads_as_the_default()
    {
        var config = ConfigurationFactory.ParseString("a.b = 1");
        config.GetString("a.x", "d").ShouldBe("d");
        config.GetString("x.y").ShouldBeNull();
        config.GetInt("a.x", 3).ShouldBe(3);
        config.GetLong("a.x", 4).ShouldBe(4);
        config.GetDouble("a.x", 0.5).ShouldBe(0.5);
        config.GetBoolean("a.x", true).ShouldBeTrue();
        config.GetTimeSpan("a.x", TimeSpan.FromSeconds(2)).ShouldBe(TimeSpan.FromSeconds(2));
        config.GetTimeSpan("a.x").ShouldBe(TimeSpan.Zero);
        config.GetByteSize("a.x", 5).ShouldBe(5);
        config.GetStringList("a.x").ShouldBeEmpty();
        config.GetStringList("a.x", ["d"]).ShouldBe(["d"]);
        config.GetConfig("a.x").ShouldBeNull();
        config.GetValue("a.x").ShouldBeNull();
        config.HasPath("a.x").ShouldBeFalse();
        config.HasPath("a.b").ShouldBeTrue();
    }

    [Fact]
    public void An_object_is_no_text()
    {
        var config = ConfigurationFactory.ParseString("a { b = 1 }");
        config.GetString("a").ShouldBeNull();
        config.GetValue("a")!.IsObject().ShouldBeTrue();
        config.GetValue("a")!.IsString().ShouldBeFalse();
        config.GetValue("a.b")!.IsString().ShouldBeTrue();
        config.GetValue("a.b")!.IsObject().ShouldBeFalse();
    }

    [Fact]
    public void A_section_is_a_configuration_of_its_own()
    {
        var section = ConfigurationFactory.ParseString("a { b { c = 1, \"d.e\" = 2 } }").GetConfig("a.b").ShouldNotBeNull();
        section.GetInt("c").ShouldBe(1);
        section.AsEnumerable().Select(e => e.Key).ShouldBe(["c", "d.e"], ignoreOrder: true);
        section.AsEnumerable().Single(e => e.Key == "d.e").Value.GetInt().ShouldBe(2);
        section.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void A_text_without_keys_is_an_empty_configuration()
    {
        ConfigurationFactory.ParseString("").IsEmpty.ShouldBeTrue();
        ConfigurationFactory.ParseString("# nothing\n").IsEmpty.ShouldBeTrue();
        ConfigurationFactory.Empty.IsEmpty.ShouldBeTrue();
        ((Config?)null).IsNullOrEmpty().ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_out_reads_back()
    {
        var config = ConfigurationFactory.ParseString("a { b = \"x y\", c = [1, 2], d { e = true } }\nf = 3 s");
        var again = ConfigurationFactory.ParseString(config.ToString());
        again.GetString("a.b").ShouldBe("x y");
        again.GetIntList("a.c").ShouldBe([1, 2]);
        again.GetBoolean("a.d.e").ShouldBeTrue();
        again.GetTimeSpan("f").ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_text_converts_to_a_configuration()
    {
        Config config = "a = 1";
        config.GetInt("a").ShouldBe(1);
    }
}
