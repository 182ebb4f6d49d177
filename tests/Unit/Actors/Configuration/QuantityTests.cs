using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Configuration;

public class QuantityTests
{
    [Theory]
    [InlineData("500 ms", 500)]
    [InlineData("500ms", 500)]
    [InlineData("250", 250)]
    [InlineData(" 1.5 s ", 1_500)]
    [InlineData("10 min", 600_000)]
    [InlineData("10m", 600_000)]
    [InlineData("2 hours", 7_200_000)]
    [InlineData("1 day", 86_400_000)]
    [InlineData("0 s", 0)]
    public void Durations_are_read(string text, double milliseconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1 s")]
    [InlineData("1 fortnight")]
    [InlineData("1.2.3 s")]
    [InlineData("99999999999999999 d")]
    public void What_is_no_duration_is_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("20480", 20_480)]
    [InlineData("20 KiB", 20_480)]
    [InlineData("20k", 20_480)]
    [InlineData("1 kB", 1_000)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("2G", 2_147_483_648)]
    public void Sizes_are_read(string text, long bytes)
    {
        ByteSizeText.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("1 Kib")]
    [InlineData("99999999999 TiB")]
    public void What_is_no_size_is_refused(string text) => ByteSizeText.TryParse(text, out _).ShouldBeFalse();
}
