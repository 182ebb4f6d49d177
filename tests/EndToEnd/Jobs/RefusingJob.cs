using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>Does not like how it is called.</summary>
public sealed class RefusingJob : IStreamJob
{
    public const string Message = "three wishes are needed";

    public void Define(StreamEnvironment environment) => throw new ArgumentException(Message);
}
