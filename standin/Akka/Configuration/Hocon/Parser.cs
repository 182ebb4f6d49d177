namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON text.</summary>
public class Parser
{
    private const int MaxDepth = 200;

    private readonly Scanner scanner;
    private readonly Func<string, HoconRoot> includeCallback;
    private int depth;

    private Parser(string text, Func<string, HoconRoot> includeCallback, string source)
    {
        scanner = new Scanner(text, source);
        this.includeCallback = includeCallback;
    }

    /// <summary>Reads a text and resolves its substitutions; <paramref name="includeCallback"/> gets the name that an include directive gives.</summary>
    /// <exception cref="FormatException">The text is malformed, or a substitution has no value; the message starts with the place.</exception>
    /// <exception cref="ConfigurationException">A value without quotes holds a character that needs them.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> includeCallback) =>
        Parse(text, includeCallback, "string");

    internal static HoconRoot Parse(string text, Func<string, HoconRoot> includeCallback, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = new Parser(text, includeCallback, source).ParseRoot();
        return new HoconRoot(new Resolver(root).ResolveRoot(), root);
    }

    private ObjectNode ParseRoot()
    {
        var root = new ObjectNode();
        scanner.SkipBlank();
        var opened = scanner.Position;
        if (scanner.TryTake("{"))
        {
            ParseFields(root, [], opened);
            scanner.SkipBlank();
            if (!scanner.IsAtEnd)
            {
                throw scanner.Position.Error($"Expected the end of the text behind the root object, found {scanner.Shown}.");
            }
        }
        else
        {
            ParseFields(root, [], opened: null);
        }

        return root;
    }

    /// <summary>Fields up to the closing brace; at the root, where none was opened, up to the end of the text.</summary>
    private void ParseFields(ObjectNode owner, IReadOnlyList<string> path, Position? opened)
    {
        while (true)
        {
            scanner.SkipBlank();
            if (scanner.IsAtEnd)
            {
                if (opened is { } start)
                {
                    throw start.Error("The object that starts here is not closed; a '}' is missing.");
                }

                return;
            }

            if (scanner.StartsWith("}"))
            {
                if (opened is null)
                {
                    throw scanner.Position.Error("Found '}' without a '{' that it closes.");
                }

                scanner.Advance();
                return;
            }

            if (IsAtInclude())
            {
                ParseInclude(owner, path);
            }
            else
            {
                ParseField(owner, path);
            }

            scanner.SkipBlank();
            scanner.TryTake(",");
        }
    }

    private void ParseField(ObjectNode owner, IReadOnlyList<string> path)
    {
        var start = scanner.Position;
        var keys = ParseKey();
        var inner = path is null ? null : (IReadOnlyList<string>)[.. path, .. keys];
        foreach (var key in keys.SkipLast(1))
        {
            owner = owner.Open(key);
        }

        scanner.SkipBlank();
        var opened = scanner.Position;
        if (scanner.TryTake("{"))
        {
            Nested(opened, () => ParseFields(owner.Open(keys[^1]), inner, opened));
        }
        else if (scanner.TryTake("+="))
        {
            if (inner is null)
            {
                throw opened.Error("'+=' cannot be used inside an array.");
            }

            var before = new SubstitutionNode(HoconPath.Join(inner), isOptional: true, opened);
            owner.Assign(keys[^1], new ConcatenationNode([before, new ArrayNode([ParseAssigned(keys, inner)])], opened));
        }
        else if (scanner.TryTake("=") || scanner.TryTake(":"))
        {
            owner.Assign(keys[^1], ParseAssigned(keys, inner));
        }
        else
        {
            throw scanner.Position.Error(
                $"Expected '=', ':', '+=' or '{{' behind the key '{HoconPath.Join(keys)}' of {start.Line},{start.Column}, found {scanner.Shown}.");
        }
    }

    private List<string> ParseKey()
    {
        var keys = new List<string>();
        do
        {
            scanner.TakeSpaces();
            if (scanner.StartsWith("\""))
            {
                keys.Add(scanner.TakeQuoted());
                scanner.TakeSpaces();
                continue;
            }

            var key = scanner.TakeWhile(() =>
                !scanner.IsAtComment && !scanner.StartsWith("+=") && scanner.Current is not ('\n' or '\r') && !HoconText.NotInUnquotedKey.Contains(scanner.Current)).Trim();
            if (key.Length == 0)
            {
                throw scanner.Position.Error($"Expected a key, found {scanner.Shown}.");
            }

            keys.Add(key);
        }
        while (scanner.TryTake("."));

        return keys;
    }

    private SyntaxNode ParseAssigned(List<string> keys, IReadOnlyList<string> path)
    {
        scanner.SkipBlank();
        return ParseValue(path) ?? throw scanner.Position.Error($"The key '{HoconPath.Join(keys)}' has no value; found {scanner.Shown}.");
    }

    /// <summary>The parts up to the end of the line, a comma or a closing bracket; null where there is none.</summary>
    private SyntaxNode ParseValue(IReadOnlyList<string> path)
    {
        var start = scanner.Position;
        var parts = new List<SyntaxNode>();
        while (true)
        {
            var space = scanner.TakeSpaces();
            if (scanner.IsAtEnd || scanner.IsAtComment || scanner.Current is '\n' or '\r' or ',' or '}' or ']')
            {
                break;
            }

            if (space.Length > 0 && parts.Count > 0)
            {
                parts.Add(new SpaceNode(space));
            }

            parts.Add(ParsePart(path));
        }

        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ => new ConcatenationNode(parts, start),
        };
    }

    private SyntaxNode ParsePart(IReadOnlyList<string> path)
    {
        var start = scanner.Position;
        if (scanner.TryTake("{"))
        {
            var keyed = new ObjectNode();
            Nested(start, () => ParseFields(keyed, path, start));
            return keyed;
        }

        if (scanner.TryTake("["))
        {
            var items = new List<SyntaxNode>();
            Nested(start, () => ParseItems(items, start));
            return new ArrayNode(items);
        }

        if (scanner.StartsWith("\""))
        {
            return Text(scanner.TakeQuoted());
        }

        if (scanner.TryTake("${"))
        {
            return ParseSubstitution(start);
        }

        var text = scanner.TakeWhile(() =>
            !scanner.IsAtComment && !char.IsWhiteSpace(scanner.Current) && !HoconText.NotInUnquotedText.Contains(scanner.Current));
        var refusal = $"A value without quotes cannot hold {scanner.Shown}; put the value in double quotes.";
        if (scanner.Current is ':' or '=')
        {
            throw new ConfigurationException($"{scanner.Position}: {refusal}");
        }

        if (text.Length == 0)
        {
            throw start.Error(refusal);
        }

        return Text(text == "null" ? null : text);
    }

    private void ParseItems(List<SyntaxNode> items, Position opened)
    {
        scanner.SkipBlank();
        while (!scanner.TryTake("]"))
        {
            if (scanner.IsAtEnd)
            {
                throw opened.Error("The array that starts here is not closed; a ']' is missing.");
            }

            items.Add(ParseValue(path: null) ?? throw scanner.Position.Error($"Expected an item of the array, found {scanner.Shown}."));
            scanner.SkipBlank();
            if (scanner.TryTake(","))
            {
                scanner.SkipBlank();
            }
        }
    }

    private SubstitutionNode ParseSubstitution(Position start)
    {
        var isOptional = scanner.TryTake("?");
        var path = scanner.TakeWhile(() => scanner.Current is not ('}' or '\n' or '\r' or '{' or '$')).Trim();
        if (path.Length == 0 || !scanner.TryTake("}"))
        {
            throw start.Error("The substitution is malformed; write ${path} or ${?path}.");
        }

        return new SubstitutionNode(path, isOptional, start);
    }

    private bool IsAtInclude() =>
        scanner.StartsWith("include \"") || scanner.StartsWith("include\t\"")
        || scanner.StartsWith("include required(") || scanner.StartsWith("include file(");

    private void ParseInclude(ObjectNode owner, IReadOnlyList<string> path)
    {
        var start = scanner.Position;
        scanner.Advance("include".Length);
        scanner.TakeSpaces();
        var isRequired = scanner.TryTake("required(");
        var isFile = scanner.TryTake("file(");
        if (!scanner.StartsWith("\""))
        {
            throw scanner.Position.Error($"Expected the name of what to include, in double quotes; found {scanner.Shown}.");
        }

        var name = scanner.TakeQuoted();
        if (isFile)
        {
            scanner.Expect(")", "behind the name");
        }

        if (isRequired)
        {
            scanner.Expect(")", "behind the name");
        }

        if (includeCallback is null)
        {
            throw new ConfigurationException(
                $"{start}: Cannot include '{name}' into a text that was parsed without an include callback; pass one to ConfigurationFactory.ParseString.");
        }

        if (includeCallback(name) is { } included)
        {
            owner.Merge((ObjectNode)Syntax(included, start, name).IncludedAt(path ?? []));
        }
        else if (isRequired)
        {
            throw start.Error($"The required include '{name}' was not found.");
        }
    }

    private static ObjectNode Syntax(HoconRoot included, Position start, string name)
    {
        if (included.Syntax is { } syntax)
        {
            return syntax;
        }

        var keyed = included.Value.GetObject() ?? throw start.Error($"What '{name}' includes is not an object.");
        var node = new ObjectNode();
        foreach (var (key, value) in keyed.Items)
        {
            node.Assign(key, new ValueNode(value));
        }

        return node;
    }

    private void Nested(Position start, Action parse)
    {
        if (++depth > MaxDepth)
        {
            throw start.Error($"Objects and arrays are nested more than {MaxDepth} levels deep.");
        }

        parse();
        depth--;
    }

    private static ValueNode Text(string text) => new(new HoconValue(new HoconLiteral { Value = text }, path: null));
}
