namespace Weir.Host;

internal static class Program
{
    private static void Main()
    {
    }
}
