namespace Weir.Browser;

/// <summary>How a page is looked at.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="IsDark">Whether the system is set to dark.</param>
internal sealed record Look(int Width, int Height, bool IsDark)
{
    public static Look Desktop { get; } = new(1280, 900, IsDark: false);

    public static Look Dark { get; } = new(1280, 900, IsDark: true);

    public static Look Phone { get; } = new(360, 740, IsDark: false);
}
