namespace Weir.Samples.Embedded;

/// <summary>How often a page has been looked at so far.</summary>
/// <param name="Page">The page's name.</param>
/// <param name="Visits">From 1.</param>
internal sealed record PageCount(string Page, long Visits);
