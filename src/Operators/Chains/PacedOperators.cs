using Weir.Operators.Runtime;

namespace Weir.Operators.Chains;

/// <summary>The operators of a chain that hand records to the outside at its own pace.</summary>
internal sealed class PacedOperators(IEnumerable<StreamOperator> operators)
{
    private readonly IPacedOperator[] paced = [.. operators.OfType<IPacedOperator>()];

    /// <summary>Whether one of them holds enough.</summary>
    public bool AreFull
    {
        get
        {
            foreach (var op in paced)
            {
                if (op.IsFull)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Sets what is called, from any thread, when the outside has taken records or has failed.</summary>
    public void OnWake(Action wake)
    {
        foreach (var op in paced)
        {
            op.OnWake(wake);
        }
    }

    /// <summary>Throws when the outside has failed.</summary>
    public void Check()
    {
        foreach (var op in paced)
        {
            op.Check();
        }
    }
}
