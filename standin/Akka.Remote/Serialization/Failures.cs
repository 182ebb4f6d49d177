using Akka.Actor;

namespace Akka.Remote.Serialization;

/// <summary>
/// Exceptions as their type's name and message: the type comes back for some that are well known, since no type is loaded that
/// another node names; all others come back as a plain exception that says what it was.
/// </summary>
internal static class Failures
{
    private static readonly Dictionary<string, Func<string, Exception, Exception>> s_known = new Func<string, Exception, Exception>[]
    {
        (message, cause) => new InvalidOperationException(message, cause),
        (message, cause) => new ArgumentException(message, cause),
        (message, cause) => new NotSupportedException(message, cause),
        (message, cause) => new TimeoutException(message, cause),
        (message, cause) => new IOException(message, cause),
        (message, cause) => new OperationCanceledException(message, cause),
        (message, cause) => new TaskCanceledException(message, cause),
        (message, cause) => new ActorNotFoundException(message, cause),
        (message, _) => new AskTimeoutException(message),
        (message, _) => new ActorKilledException(message),
        (message, cause) => new ActorInitializationException(message, cause),
    }.ToDictionary(make => make("", null).GetType().FullName, StringComparer.Ordinal);

    /// <summary>Writes as many causes of causes as are read again.</summary>
    public static void WriteFailure(this BinaryWriter writer, Exception failure) => Write(writer, failure, Payloads.DeepestNesting);

    public static Exception ReadFailure(this BinaryReader reader) => Read(reader, Payloads.DeepestNesting);

    private static void Write(BinaryWriter writer, Exception failure, int depth)
    {
        var isThere = failure is not null && depth > 0;
        writer.Write(isThere);
        if (!isThere)
            return;
        writer.Write(failure.GetType().FullName);
        writer.Write(failure.Message);
        Write(writer, failure.InnerException, depth - 1);
    }

    private static Exception Read(BinaryReader reader, int depth)
    {
        if (!reader.ReadBoolean())
            return null;
        if (depth == 0)
            throw new InvalidDataException($"A failure has more than {Payloads.DeepestNesting} causes one in the other.");
        var type = reader.ReadString();
        var message = reader.ReadString();
        var cause = Read(reader, depth - 1);
        if (s_known.TryGetValue(type, out var make))
            return make(message, cause);
        return new Exception(type == typeof(Exception).FullName ? message : $"{type}: {message}", cause);
    }
}
