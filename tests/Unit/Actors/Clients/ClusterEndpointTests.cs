using Weir.Actors.Clients;

namespace Weir.Unit.Actors.Clients;

public class ClusterEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:4101", "127.0.0.1", 4101)]
    [InlineData("node-1.example.org:1", "node-1.example.org", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void Host_and_port_are_read(string text, string host, int port)
    {
        ClusterEndpoint.TryParse(text, out var endpoint).ShouldBeTrue();
        endpoint.ShouldBe(new ClusterEndpoint(host, port));
        endpoint.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":4101")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("::1:4101")]
    [InlineData("a b:4101")]
    [InlineData("http://localhost:4101")]
    public void Anything_else_is_refused(string text) => ClusterEndpoint.TryParse(text, out _).ShouldBeFalse();
}
