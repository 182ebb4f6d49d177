using System.Net.NetworkInformation;

namespace Weir.EndToEnd.Nodes;

public class NodeNetworkTests
{
    [SkippableNetworkFact]
    public async Task A_node_that_is_cut_off_answers_again_when_it_is_healed()
    {
        using var network = NodeNetwork.Create(2);
        using var ping = new Ping();
        (await ping.SendPingAsync(network.AddressOf(1), 2_000)).Status.ShouldBe(IPStatus.Success);

        network.Cut(1);
        (await ping.SendPingAsync(network.AddressOf(1), 300)).Status.ShouldNotBe(IPStatus.Success);
        (await ping.SendPingAsync(network.AddressOf(0), 2_000)).Status.ShouldBe(IPStatus.Success);

        network.Heal(1);
        (await ping.SendPingAsync(network.AddressOf(1), 5_000)).Status.ShouldBe(IPStatus.Success);
    }
}
