using System.Runtime.InteropServices;
using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class RocksDbSharpException : Exception
{
    public RocksDbSharpException(string message)
        : base(message)
    {
    }
}

public class RocksDbException : RocksDbSharpException
{
    /// <summary>Takes the library's message, and frees it.</summary>
    public RocksDbException(IntPtr errptr)
        : base(Take(errptr))
    {
    }

    private static string Take(IntPtr message)
    {
        string text = Marshal.PtrToStringUTF8(message);
        NativeMethods.rocksdb_free(message);
        return text;
    }
}
