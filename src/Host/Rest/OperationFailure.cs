using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest;

/// <summary>Why an operation failed, for clients in Java too.</summary>
internal static class OperationFailure
{
    public static FailureAnswer Of(string kind, string message) => new(kind, $"{kind}: {message}", Convert.ToBase64String(JavaThrowable.Write(kind, message)));
}
