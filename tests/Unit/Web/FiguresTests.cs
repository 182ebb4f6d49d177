using Weir.Host.Web.Views;

namespace Weir.Unit.Web;

public class FiguresTests
{
    [Theory]
    [InlineData(0.4, "0.4 ms")]
    [InlineData(25.4, "25 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1_234, "1.23 s")]
    [InlineData(59_999, "59.99 s")]
    [InlineData(61_000, "1 min 1 s")]
    [InlineData(3_720_000, "1 h 2 min")]
    [InlineData(180_000_000, "2 d 2 h")]
    [InlineData(-5, "0 ms")]
    public void Times_have_the_unit_that_suits_them(double milliseconds, string expected) =>
        Figures.Time(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1_023, "1023 B")]
    [InlineData(1_536, "1.5 KiB")]
    [InlineData(104_857_600, "100 MiB")]
    [InlineData(double.NaN, Figures.Unknown)]
    public void Bytes_have_the_unit_that_suits_them(double bytes, string expected) => Figures.Bytes(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(null, Figures.Unknown)]
    [InlineData(0.25, "0.3/s")]
    [InlineData(1_234.5, "1,235/s")]
    [InlineData(2_500_000d, "2.5 M/s")]
    public void Rates_are_rounded(double? perSecond, string expected) => Figures.Rate(perSecond).ShouldBe(expected);

    [Theory]
    [InlineData(null, Figures.Unknown)]
    [InlineData(long.MinValue, "none yet")]
    [InlineData(long.MaxValue, "at its end")]
    [InlineData(0L, "1970-01-01 00:00:00.000 UTC")]
    [InlineData(-1L, "1969-12-31 23:59:59.999 UTC")]
    [InlineData(253_402_300_799_999, "9999-12-31 23:59:59.999 UTC")]
    [InlineData(253_402_300_800_000, "253402300800000 ms")]
    [InlineData(-62_135_596_800_001, "-62135596800001 ms")]
    public void Watermarks_of_any_number_can_be_shown(long? watermark, string expected) => Figures.Watermark(watermark).ShouldBe(expected);
}
