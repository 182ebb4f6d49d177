using System.Runtime.CompilerServices;

namespace Weir.State.Keys;

/// <summary>
/// Which key group a hash belongs to, and which subtask owns a key group. Key groups are the unit in which keyed state moves
/// when the parallelism changes; their number is fixed for the life of a job's state.
/// </summary>
internal static class KeyGroups
{
    public const int DefaultMaxParallelism = 128;
    public const int LargestMaxParallelism = 32_768;

    /// <summary>The hash space [0, 2³²) is cut into <paramref name="maxParallelism"/> equal stretches: the high bits decide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(uint hash, int maxParallelism) => (int)(((ulong)hash * (uint)maxParallelism) >> 32);

    /// <summary>The stretch of key groups that <paramref name="subtask"/> of <paramref name="parallelism"/> owns; never empty.</summary>
    public static KeyGroupRange RangeFor(int maxParallelism, int parallelism, int subtask)
    {
        Check(maxParallelism, parallelism);
        if ((uint)subtask >= (uint)parallelism)
        {
            throw new ArgumentOutOfRangeException(nameof(subtask), subtask, $"a subtask of parallelism {parallelism} is 0 to {parallelism - 1}");
        }

        // Ceilings, so that SubtaskOf below is the exact inverse.
        var start = (((long)subtask * maxParallelism) + parallelism - 1) / parallelism;
        var end = (((long)(subtask + 1) * maxParallelism) + parallelism - 1) / parallelism;
        return new KeyGroupRange((int)start, (int)end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SubtaskOf(int keyGroup, int maxParallelism, int parallelism) =>
        (int)((uint)keyGroup * (ulong)(uint)parallelism / (uint)maxParallelism);

    public static void Check(int maxParallelism, int parallelism)
    {
        CheckMaxParallelism(maxParallelism);
        if (parallelism < 1 || parallelism > maxParallelism)
        {
            throw new ArgumentOutOfRangeException(
                nameof(parallelism), parallelism, $"parallelism must be from 1 to the max parallelism, {maxParallelism}: a subtask without a key group would have nothing to do");
        }
    }

    public static void CheckMaxParallelism(int maxParallelism)
    {
        if (maxParallelism is < 1 or > LargestMaxParallelism)
        {
            throw new ArgumentOutOfRangeException(nameof(maxParallelism), maxParallelism, $"max parallelism must be from 1 to {LargestMaxParallelism}");
        }
    }
}
