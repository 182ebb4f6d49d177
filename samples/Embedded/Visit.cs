namespace Weir.Samples.Embedded;

/// <summary>Someone has looked at a page.</summary>
/// <param name="Page">The page's name.</param>
internal sealed record Visit(string Page);
