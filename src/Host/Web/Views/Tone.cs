namespace Weir.Host.Web.Views;

/// <summary>How something is to be taken at a glance; the words beside it say the same.</summary>
public enum Tone
{
    Neutral,
    Good,
    Changing,
    Bad,
}
