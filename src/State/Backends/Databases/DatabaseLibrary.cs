using NativeImport;
using RocksDbSharp;

namespace Weir.State.Backends.Databases;

/// <summary>The library is loaded by what uses it first.</summary>
internal static class DatabaseLibrary
{
    /// <summary>
    /// Beyond the last level that there is: a database writes no log of its own. On a disk that is full the library, as distributions build
    /// it, would end the process at the second line that it cannot write; and the log went with the database.
    /// </summary>
    public const InfoLogLevel NoLog = InfoLogLevel.Header + 1;

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
