namespace NativeImport;

public class NativeLoadException : Exception
{
    public NativeLoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
