namespace Weir.Simulation.Cluster;

/// <summary>
/// Messages between nodes, in order between any two. What is sent while two nodes are cut off from each other is held
/// back, or the connection breaks: then all is lost until the sender has noticed.
/// </summary>
internal sealed class SimulatedNetwork(ClusterRun world)
{
    private readonly HashSet<(int, int)> _cuts = [];
    private readonly Dictionary<(SimulatedNode, SimulatedNode), Connection> _connections = [];

    public bool IsCut(SimulatedNode one, SimulatedNode other) => one.Index != other.Index && _cuts.Contains(Pair(one.Index, other.Index));

    public void Cut(int one, int other) => _cuts.Add(Pair(one, other));

    public void Heal(int one, int other)
    {
        if (!_cuts.Remove(Pair(one, other)))
        {
            return;
        }

        foreach (var ((from, to), connection) in _connections.Where(each => Pair(each.Key.Item1.Index, each.Key.Item2.Index) == Pair(one, other)).ToList())
        {
            // Before anything that is still on its way.
            while (connection.Held.TryDequeue(out var message))
            {
                if (to.IsAlive)
                {
                    to.Run(message);
                }
            }
        }
    }

    public void Send(SimulatedNode from, SimulatedNode to, Action arrive)
    {
        if (!_connections.TryGetValue((from, to), out var connection))
        {
            connection = new Connection();
            _connections.Add((from, to), connection);
        }

        if (!connection.IsBroken)
        {
            Carry(from, to, connection, arrive);
        }
    }

    private static (int, int) Pair(int one, int other) => one < other ? (one, other) : (other, one);

    private void Carry(SimulatedNode from, SimulatedNode to, Connection connection, Action arrive)
    {
        var latency = from == to ? world.Chance.Milliseconds(0, 0.3) : world.Chance.Milliseconds(0, world.Options.NetworkMilliseconds);
        var arrival = world.Scheduler.Now + latency;
        connection.Last = arrival > connection.Last ? arrival : connection.Last;
        var life = connection.Life;
        world.Scheduler.At(connection.Last, () =>
        {
            if (connection.IsBroken || connection.Life != life || !to.IsAlive)
            {
                return;
            }

            if (!IsCut(from, to))
            {
                to.Run(arrive);
            }
            else if (world.Chance.Happens(0.8))
            {
                connection.Held.Enqueue(arrive);
            }
            else
            {
                Break(from, to, connection);
            }
        });
    }

    private void Break(SimulatedNode from, SimulatedNode to, Connection connection)
    {
        world.Trace.Add(() => $"the connection from {from} to {to} breaks");
        connection.IsBroken = true;
        connection.Held.Clear();
        from.After(world.Chance.Milliseconds(0, 50), () =>
        {
            connection.IsBroken = false;
            connection.Life++;
            world.ConnectionLost(from, to);
        });
    }

    private sealed class Connection
    {
        public TimeSpan Last { get; set; }

        public bool IsBroken { get; set; }

        public int Life { get; set; }

        public Queue<Action> Held { get; } = new();
    }
}
