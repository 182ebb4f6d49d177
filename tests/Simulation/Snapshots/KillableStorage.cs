using System.Reflection;
using Weir.State.Storage;

namespace Weir.Simulation.Snapshots;

/// <summary>A storage as one process uses it, which may be killed before or after any of its calls: from then on it gets nothing done.</summary>
internal class KillableStorage : DispatchProxy
{
    private ICheckpointStorage? _storage;
    private int _callsLeft;

    public bool IsKilled { get; private set; }

    public static (ICheckpointStorage Storage, KillableStorage Killer) For(ICheckpointStorage storage)
    {
        var proxy = Create<ICheckpointStorage, KillableStorage>();
        var killer = (KillableStorage)(object)proxy;
        killer._storage = storage;
        killer._callsLeft = int.MaxValue;
        return (proxy, killer);
    }

    /// <summary>It is killed at the end of so many calls from now, or just before.</summary>
    public void KillAfter(int calls) => _callsLeft = calls;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var isCall = targetMethod!.ReturnType.IsAssignableTo(typeof(Task));
        IsKilled |= isCall && _callsLeft-- <= 0;
        if (IsKilled && isCall)
        {
            throw new ProcessKilledException();
        }

        try
        {
            return targetMethod.Invoke(_storage, args);
        }
        catch (TargetInvocationException thrown)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown.InnerException!);
            throw;
        }
    }
}

/// <summary>The process is gone.</summary>
internal sealed class ProcessKilledException : Exception;
