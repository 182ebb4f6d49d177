using System.Collections.Concurrent;
using Akka.Coordination;

namespace Weir.Standin.Conformance.Cluster;

public sealed class SingletonLeaseTests : SingletonTest
{
    [Fact]
    public async Task It_starts_once_it_has_the_lease_and_gives_it_back_when_it_stopped()
    {
        var table = Guid.NewGuid().ToString("N");
        TableLease.Holders[table] = "somebody else";
        var node = Node($"test-lease {{ lease-class = \"{typeof(TableLease).AssemblyQualifiedName}\", table = {table} }}");
        await node.Cluster.JoinAsync(node.Address).WaitAsync(Patience);

        StartManager(node, settings => settings.WithLeaseSettings(new LeaseUsageSettings("test-lease", TimeSpan.FromMilliseconds(100))));

        await TableLease.Events.First<string>(text => text == $"refused {table}", Patience);
        Runs.All.ShouldBeEmpty();
        TableLease.Holders.TryRemove(table, out _).ShouldBeTrue();
        await Started(node);
        TableLease.Holders[table].ShouldBe(node.Address.HostPort());

        await node.System.Terminate().WaitAsync(Patience);

        await Stopped(node);
        await TableLease.Events.First<string>(text => text == $"released {table}", Patience);
    }

    [Fact]
    public async Task It_is_stopped_when_the_lease_is_lost()
    {
        var table = Guid.NewGuid().ToString("N");
        var node = Node($"test-lease {{ lease-class = \"{typeof(TableLease).AssemblyQualifiedName}\", table = {table} }}");
        await node.Cluster.JoinAsync(node.Address).WaitAsync(Patience);
        StartManager(node, settings => settings.WithLeaseSettings(new LeaseUsageSettings("test-lease", TimeSpan.FromMilliseconds(100))));
        await Started(node);

        TableLease.Callbacks[table](new LeaseException("It expired."));

        await Stopped(node);
        NeverTwoAtOnce();
    }

    /// <summary>Who holds what, in a table of this process.</summary>
    public sealed class TableLease(LeaseSettings settings) : Lease(settings)
    {
        public static ConcurrentDictionary<string, string> Holders { get; } = new(StringComparer.Ordinal);

        public static ConcurrentDictionary<string, Action<Exception>> Callbacks { get; } = new(StringComparer.Ordinal);

        public static EventLog Events { get; } = new();

        private string Table => Settings.LeaseConfig.GetString("table");

        public override Task<bool> Acquire() => Acquire(_ => { });

        public override Task<bool> Acquire(Action<Exception> leaseLostCallback)
        {
            Callbacks[Table] = leaseLostCallback;
            var held = Holders.GetOrAdd(Table, Settings.OwnerName) == Settings.OwnerName;
            Events.Add($"{(held ? "acquired" : "refused")} {Table}");
            return Task.FromResult(held);
        }

        public override Task<bool> Release()
        {
            var released = Holders.TryRemove(KeyValuePair.Create(Table, Settings.OwnerName));
            if (released)
                Events.Add($"released {Table}");
            return Task.FromResult(released);
        }

        public override bool CheckLease() => Holders.TryGetValue(Table, out var holder) && holder == Settings.OwnerName;
    }
}
