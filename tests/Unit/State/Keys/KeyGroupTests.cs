using Weir.State.Keys;

namespace Weir.Unit.State.Keys;

public class KeyGroupTests
{
    [Fact]
    public void Every_key_group_belongs_to_exactly_one_subtask_and_every_subtask_has_some()
    {
        foreach (var maxParallelism in new[] { 1, 2, 7, 128, 1000, KeyGroups.LargestMaxParallelism })
        {
            foreach (var parallelism in new[] { 1, 2, 3, 5, 7, 64, 127, 128, 999, 1000, 32_768 }.Where(parallelism => parallelism <= maxParallelism))
            {
                var next = 0;
                for (var subtask = 0; subtask < parallelism; subtask++)
                {
                    var range = KeyGroups.RangeFor(maxParallelism, parallelism, subtask);
                    range.Start.ShouldBe(next);
                    range.Count.ShouldBeInRange(maxParallelism / parallelism, (maxParallelism / parallelism) + 1);
                    KeyGroups.SubtaskOf(range.Start, maxParallelism, parallelism).ShouldBe(subtask);
                    KeyGroups.SubtaskOf(range.End - 1, maxParallelism, parallelism).ShouldBe(subtask);
                    next = range.End;
                }

                next.ShouldBe(maxParallelism);
            }
        }
    }

    [Theory]
    [InlineData(0u, 128, 0)]
    [InlineData(0x01FF_FFFFu, 128, 0)]
    [InlineData(0x0200_0000u, 128, 1)]
    [InlineData(0xFFFF_FFFFu, 128, 127)]
    [InlineData(0xFFFF_FFFFu, 32_768, 32_767)]
    [InlineData(0x8000_0000u, 3, 1)]
    public void The_high_bits_of_the_hash_decide(uint hash, int maxParallelism, int expected) =>
        KeyGroups.Of(hash, maxParallelism).ShouldBe(expected);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(32_769, 1)]
    [InlineData(128, 0)]
    [InlineData(128, 129)]
    public void Impossible_parallelism_is_refused(int maxParallelism, int parallelism) =>
        Should.Throw<ArgumentOutOfRangeException>(() => KeyGroups.RangeFor(maxParallelism, parallelism, 0));

    [Fact]
    public void A_subtask_out_of_range_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => KeyGroups.RangeFor(128, 2, 2)).Message.ShouldContain("0 to 1");
}
