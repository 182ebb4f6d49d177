namespace Weir.State.Codecs;

/// <summary>A comparer is code, which state cannot hold: a collection with one of its own would come back as another collection.</summary>
internal static class Comparers
{
    public static void RefuseOther<T>(IEqualityComparer<T>? comparer)
    {
        if (comparer is not null && comparer != EqualityComparer<T>.Default && !(comparer is IEqualityComparer<string> text && text.Equals(StringComparer.Ordinal)))
        {
            throw new InvalidOperationException(
                $"A set or dictionary of {TypeNames.Of(typeof(T))} in state has the comparer {comparer.GetType()}, which cannot be stored. " +
                "Use the default comparer and bring the keys to one form before they are added.");
        }
    }
}
