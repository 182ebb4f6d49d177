namespace Akka.Configuration.Hocon;

/// <summary>A value as it was written, before substitutions are resolved.</summary>
internal abstract class SyntaxNode
{
    /// <summary>A copy as it counts in a file that includes it below <paramref name="prefix"/>.</summary>
    internal abstract SyntaxNode IncludedAt(IReadOnlyList<string> prefix);
}

/// <summary>A text, or a value that needs no resolving.</summary>
internal sealed class ValueNode(HoconValue value) : SyntaxNode
{
    internal HoconValue Value { get; } = value;

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix) => this;
}

/// <summary>The white space between two parts of a value: part of it if both are texts.</summary>
internal sealed class SpaceNode(string text) : SyntaxNode
{
    internal string Text { get; } = text;

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix) => this;
}

/// <summary>The value of another path, or of an environment variable.</summary>
internal sealed class SubstitutionNode(string path, bool isOptional, Position position) : SyntaxNode
{
    private IReadOnlyList<string> prefix = [];

    internal string Path { get; } = path;

    internal bool IsOptional { get; } = isOptional;

    internal Position Position { get; } = position;

    /// <summary>The paths to try, in this order: below the place of inclusion, then from the root.</summary>
    internal IEnumerable<IReadOnlyList<string>> Candidates()
    {
        var keys = HoconPath.Split(Path);
        for (var skipped = 0; skipped < prefix.Count; skipped++)
        {
            yield return [.. prefix.Take(prefix.Count - skipped), .. keys];
        }

        yield return keys;
    }

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix) =>
        new SubstitutionNode(Path, IsOptional, Position) { prefix = [.. prefix, .. this.prefix] };
}

/// <summary>A list.</summary>
internal sealed class ArrayNode(IReadOnlyList<SyntaxNode> items) : SyntaxNode
{
    internal IReadOnlyList<SyntaxNode> Items { get; } = items;

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix) =>
        new ArrayNode([.. Items.Select(i => i.IncludedAt(prefix))]);
}

/// <summary>Parts of one value, one behind the other.</summary>
internal sealed class ConcatenationNode(IReadOnlyList<SyntaxNode> parts, Position position) : SyntaxNode
{
    internal IReadOnlyList<SyntaxNode> Parts { get; } = parts;

    internal Position Position { get; } = position;

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix) =>
        new ConcatenationNode([.. Parts.Select(p => p.IncludedAt(prefix))], Position);
}

/// <summary>Fields by key. A field holds all that was assigned to it: a later one may refer to an earlier one.</summary>
internal sealed class ObjectNode : SyntaxNode
{
    internal Dictionary<string, List<SyntaxNode>> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The object at a key, for more fields; what the key held before stays below it.</summary>
    internal ObjectNode Open(string key)
    {
        var assigned = Assigned(key);
        if (assigned.Count > 0 && assigned[^1] is ObjectNode last)
        {
            return last;
        }

        var opened = new ObjectNode();
        assigned.Add(opened);
        return opened;
    }

    internal void Assign(string key, SyntaxNode value)
    {
        var assigned = Assigned(key);
        if (value is ObjectNode added && assigned.Count > 0 && assigned[^1] is ObjectNode last)
        {
            last.Merge(added);
            return;
        }

        if (value is ValueNode)
        {
            assigned.Clear();
        }

        assigned.Add(value);
    }

    internal void Merge(ObjectNode other)
    {
        foreach (var (key, values) in other.Fields)
        {
            foreach (var value in values)
            {
                Assign(key, value);
            }
        }
    }

    internal override SyntaxNode IncludedAt(IReadOnlyList<string> prefix)
    {
        var copy = new ObjectNode();
        foreach (var (key, values) in Fields)
        {
            copy.Fields.Add(key, [.. values.Select(v => v.IncludedAt(prefix))]);
        }

        return copy;
    }

    private List<SyntaxNode> Assigned(string key)
    {
        if (!Fields.TryGetValue(key, out var assigned))
        {
            Fields.Add(key, assigned = []);
        }

        return assigned;
    }
}
