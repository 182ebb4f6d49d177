using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>
/// Turns what was written into values. What a path means is found in all that was assigned to it, the last first; a
/// substitution that leads back to the value it is part of means what was assigned before that value.
/// </summary>
internal sealed class Resolver(ObjectNode root)
{
    private readonly HashSet<SyntaxNode> underWay = [];
    private readonly Dictionary<SyntaxNode, HoconValue> resolved = [];

    internal HoconValue ResolveRoot() => Resolve(root, path: null);

    private static bool IsObject(HoconValue value) => value.GetObject() is not null;

    private HoconValue Resolve(SyntaxNode node, string path)
    {
        if (node is ValueNode { Value: var value })
        {
            return value.Path is null && path is not null ? new HoconValue(value.Values[0], path) : value;
        }

        if (resolved.TryGetValue(node, out var known))
        {
            return known;
        }

        underWay.Add(node);
        var result = node switch
        {
            ObjectNode keyed => ResolveObject(keyed, path),
            ArrayNode array => ResolveArray(array, path),
            SubstitutionNode substitution => ResolveSubstitution(substitution),
            ConcatenationNode parts => ResolveConcatenation(parts, path),
            _ => throw new InvalidOperationException($"Cannot resolve a {node.GetType().Name}."),
        };
        underWay.Remove(node);
        return resolved[node] = result;
    }

    private HoconValue ResolveObject(ObjectNode node, string path)
    {
        var keyed = new HoconObject();
        foreach (var (key, assigned) in node.Fields)
        {
            var inner = path is null ? HoconText.QuoteKey(key) : $"{path}.{HoconText.QuoteKey(key)}";
            if (Fold(assigned, inner) is { } value)
            {
                keyed.Items.Add(key, value.At(inner));
            }
        }

        return new HoconValue(keyed, path);
    }

    private HoconValue ResolveArray(ArrayNode node, string path)
    {
        var array = new HoconArray();
        for (var i = 0; i < node.Items.Count; i++)
        {
            if (Resolve(node.Items[i], $"{path}[{i}]") is { } item)
            {
                array.Add(item);
            }
        }

        return new HoconValue(array, path);
    }

    private HoconValue ResolveSubstitution(SubstitutionNode node)
    {
        foreach (var keys in node.Candidates())
        {
            List<SyntaxNode> assigned = [root];
            foreach (var key in keys)
            {
                assigned = Children(assigned, key);
            }

            if (Fold(assigned, HoconPath.Join(keys)) is { } value)
            {
                return value;
            }
        }

        if (Environment.GetEnvironmentVariable(node.Path) is { } variable)
        {
            return new HoconValue(new HoconLiteral { Value = variable }, path: null);
        }

        return node.IsOptional
            ? null
            : throw node.Position.Error($"Unresolved substitution: {node.Path}. Neither the configuration nor the environment has a value of this name, or the value refers to itself.");
    }

    private HoconValue ResolveConcatenation(ConcatenationNode node, string path)
    {
        var parts = new List<(HoconValue Value, string Space)>();
        foreach (var part in node.Parts)
        {
            if (part is SpaceNode { Text: var space })
            {
                parts.Add((null, space));
            }
            else if (Resolve(part, path) is { } value)
            {
                parts.Add((value, ""));
            }
        }

        var values = parts.Where(p => p.Value is not null).Select(p => p.Value).ToList();
        if (values.Count == 0)
        {
            return null;
        }

        if (values.TrueForAll(IsObject))
        {
            return values.Aggregate((lower, upper) => HoconValue.Over(upper, lower));
        }

        if (values.TrueForAll(v => v.IsArray()))
        {
            var array = new HoconArray();
            array.AddRange(values.SelectMany(v => v.GetArray()));
            return new HoconValue(array, path);
        }

        if (!values.TrueForAll(v => v.IsString()))
        {
            throw node.Position.Error("The parts of a value have to be all texts, all arrays or all objects.");
        }

        if (values.Count == 1)
        {
            return values[0];
        }

        var first = parts.FindIndex(p => p.Value is not null);
        var last = parts.FindLastIndex(p => p.Value is not null);
        var text = new StringBuilder();
        foreach (var (value, space) in parts[first..(last + 1)])
        {
            text.Append(value is null ? space : value.GetString() ?? "null");
        }

        return new HoconValue(new HoconLiteral { Value = text.ToString() }, path);
    }

    /// <summary>What all that was assigned means: the last, merged with those before it as long as they are objects.</summary>
    private HoconValue Fold(List<SyntaxNode> assigned, string path)
    {
        HoconValue result = null;
        var count = assigned.FindIndex(underWay.Contains);
        for (var i = (count < 0 ? assigned.Count : count) - 1; i >= 0; i--)
        {
            if (Resolve(assigned[i], path) is not { } value)
            {
                continue;
            }

            if (result is not null && !IsObject(value))
            {
                break;
            }

            result = result is null ? value : HoconValue.Over(result, value);
            if (!IsObject(result))
            {
                break;
            }
        }

        return result;
    }

    /// <summary>What was assigned to a key of an object that all of <paramref name="assigned"/> make up.</summary>
    private List<SyntaxNode> Children(List<SyntaxNode> assigned, string key)
    {
        var children = new List<SyntaxNode>();
        foreach (var node in assigned)
        {
            if (node is ObjectNode keyed)
            {
                children.AddRange(keyed.Fields.GetValueOrDefault(key) ?? []);
                continue;
            }

            if (underWay.Contains(node))
            {
                break;
            }

            if (Resolve(node, path: null) is not { } value)
            {
                continue;
            }

            if (!IsObject(value))
            {
                children.Clear();
            }
            else if (value.GetChildObject(key) is { } child)
            {
                children.Add(new ValueNode(child));
            }
        }

        return children;
    }
}
