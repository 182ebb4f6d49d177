using System.Runtime.CompilerServices;

namespace Weir.Bench.Workloads;

/// <summary>The keys of keyed-count: the n-th is splitmix64's finaliser of n, modulo the number of keys; uniform.</summary>
internal static class Keys
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long At(long n, ulong keys)
    {
        ulong z = (ulong)n * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return (long)((z ^ (z >> 31)) % keys);
    }
}
