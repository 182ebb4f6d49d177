using Akka.Actor;
using Weir.Actors.Messages;

namespace Weir.Unit.Actors.Clients;

public class GatewayGreetingTests
{
    [Fact]
    public void A_welcome_says_version_messages_and_members()
    {
        var text = GatewayGreeting.ToWelcome("0.1.0", 7, [new Address("akka.tcp", "weir", "a", 1), new Address("akka.tcp", "weir", "b", 2)]);
        GatewayGreeting.TryParseWelcome(text, out var welcome).ShouldBeTrue();
        welcome.Version.ShouldBe("0.1.0");
        welcome.WireVersion.ShouldBe(7);
        welcome.Members.ShouldBe(["a:1", "b:2"]);
    }

    [Fact]
    public void A_later_version_may_say_more()
    {
        GatewayGreeting.TryParseWelcome("weir-welcome 9.0.0 12 a:1 whatever else", out var welcome).ShouldBeTrue();
        welcome.Version.ShouldBe("9.0.0");
        welcome.Members.ShouldBe(["a:1"]);
    }

    [Fact]
    public void A_node_that_is_starting_may_know_no_members()
    {
        GatewayGreeting.TryParseWelcome(GatewayGreeting.ToWelcome("0.1.0", 1, []), out var welcome).ShouldBeTrue();
        welcome.Members.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("weir-welcome 1")]
    [InlineData("weir-welcome 1 one a:1")]
    public void Anything_else_is_no_welcome(string text) => GatewayGreeting.TryParseWelcome(text, out _).ShouldBeFalse();

    [Fact]
    public void A_hello_is_told_from_other_text()
    {
        GatewayGreeting.IsHello(GatewayGreeting.ToHello("0.1.0", 1)).ShouldBeTrue();
        GatewayGreeting.IsHello("hello").ShouldBeFalse();
    }
}
