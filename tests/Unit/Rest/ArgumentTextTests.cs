using Weir.Host.Rest;

namespace Weir.Unit.Rest;

public class ArgumentTextTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  --input  a\tb ", new[] { "--input", "a", "b" })]
    [InlineData("--name 'two words' \"\" x'y z'", new[] { "--name", "two words", "", "xy z" })]
    [InlineData("\"it's\"", new[] { "it's" })]
    public void Arguments_are_divided_as_on_a_command_line(string text, string[] expected) => ArgumentText.Divide(text).ShouldBe(expected);

    [Fact]
    public void A_quote_that_is_not_closed_is_refused() => Should.Throw<RestFailure>(() => ArgumentText.Divide("a 'b")).Message.ShouldContain("not closed");
}
