using Weir.Operators.Functions;

namespace Weir.Operators.Runtime;

/// <summary>An operator that emits records.</summary>
internal abstract class OutputOperator<TOut> : StreamOperator, ISideOutputs
{
    private readonly Dictionary<string, ICollectorPort> sides = new(StringComparer.Ordinal);

    public Collector<TOut> Output { get; } = new();

    public sealed override ICollectorPort MainOutput => Output;

    public sealed override Collector<T> SideOutput<T>(OutputTag<T> tag)
    {
        if (!sides.TryGetValue(tag.Id, out var side))
        {
            var created = new Collector<T>();
            sides.Add(tag.Id, created);
            return created;
        }

        return side as Collector<T> ?? throw new InvalidOperationException(
            $"Operator '{Context.Name}' uses the side output '{tag.Id}' with records of {typeof(T).Name} and with another type. Give each its own id.");
    }

    /// <summary>Emits to a side output. One that nobody reads costs the look-up.</summary>
    public void Emit<T>(OutputTag<T> tag, T record, long timestamp)
    {
        var side = SideOutput(tag);
        if (!side.HasTargets)
        {
            return;
        }

        side.SetTimestamp(timestamp);
        side.TakeOrigin(Output);
        side.Add(record);
    }

    /// <summary>Sends on what was emitted; at the end of each call from outside.</summary>
    protected void Flush()
    {
        Output.Flush();
        if (sides.Count > 0)
        {
            foreach (var side in sides.Values)
            {
                side.Flush();
            }
        }
    }

    protected void SendWatermark(long timestamp)
    {
        Output.SendWatermark(timestamp);
        foreach (var side in sides.Values)
        {
            side.SendWatermark(timestamp);
        }
    }

    protected void SendStatus(bool idle)
    {
        Output.SendStatus(idle);
        foreach (var side in sides.Values)
        {
            side.SendStatus(idle);
        }
    }
}
