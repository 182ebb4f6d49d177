using NativeImport;

namespace Weir.State.Backends.Databases;

/// <summary>The library is loaded by what uses it first.</summary>
internal static class DatabaseLibrary
{
    /// <param name="why">Says for what it is needed.</param>
    /// <param name="first">What uses it.</param>
    /// <exception cref="RocksDbUnavailableException">There is no library.</exception>
    public static T Use<T>(string why, Func<T> first)
    {
        try
        {
            return first();
        }
        catch (Exception error) when (Cause(error) is NativeLoadException or DllNotFoundException)
        {
            throw new RocksDbUnavailableException($"{why}, and {Cause(error).Message}", error);
        }
    }

    private static Exception Cause(Exception error) => error is TypeInitializationException { InnerException: { } inner } ? Cause(inner) : error;
}
