using Weir.Samples.Arguments;

namespace Weir.Unit.Samples;

public class JobArgumentsTests
{
    private static readonly JobOption Input = new("--input", "FILE");
    private static readonly JobOption Passes = new("--passes", "N");
    private static readonly JobOption Strict = new("--strict");

    [Theory]
    [InlineData("--input", "a.txt", "--strict")]
    [InlineData("--strict", "--input=a.txt")]
    public void Takes_options_in_either_form(params string[] given)
    {
        var arguments = Parse(given);
        arguments.RequiredText("--input").ShouldBe("a.txt");
        arguments.Has("--strict").ShouldBeTrue();
        arguments.Number("--passes", 1, 10).ShouldBeNull();
    }

    [Theory]
    [InlineData("--speed", "The job has no option --speed. Its options: --input FILE, --passes N, --strict.", "--speed", "11")]
    [InlineData("a word", "does not know what to do with 'file'", "file")]
    [InlineData("no value", "--input needs a value. Write --input FILE.", "--input")]
    [InlineData("no value before an option", "--input needs a value. Write --input FILE.", "--input", "--strict")]
    [InlineData("a value too many", "--strict takes no value, but was given 'yes'. Write --strict alone.", "--strict=yes")]
    [InlineData("twice", "--strict was given twice", "--strict", "--strict")]
    public void Names_the_option_and_the_way_out(string what, string message, params string[] given) =>
        Should.Throw<JobArgumentException>(() => Parse(given), what).Message.ShouldContain(message);

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void Refuses_numbers_out_of_range(string number) =>
        Should.Throw<JobArgumentException>(() => Parse("--passes", number).Number("--passes", 1, 10))
            .Message.ShouldBe($"--passes {number} is not possible. Give a number from 1 to 10.");

    [Fact]
    public void Says_what_is_missing() =>
        Should.Throw<JobArgumentException>(() => Parse().RequiredText("--input")).Message.ShouldStartWith("--input FILE is missing.");

    [Fact]
    public void Refuses_an_empty_value() =>
        Should.Throw<JobArgumentException>(() => Parse("--input=").RequiredText("--input")).Message.ShouldContain("empty");

    private static JobArguments Parse(params string[] given) => new(given, Input, Passes, Strict);
}
