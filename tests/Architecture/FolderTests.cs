using System.Reflection;

namespace Weir.Architecture;

/// <summary>Inside a project, folders depend one way: there is an order in which they can be read, each after those that it uses.</summary>
public class FolderTests
{
    [Theory]
    [MemberData(nameof(Product.Names), MemberType = typeof(Product))]
    public void Folders_depend_one_way(string assemblyName)
    {
        var uses = FolderUses(Assembly.Load(assemblyName));
        var cycle = FindCycle(uses);
        cycle.ShouldBeNull(cycle is null ? null : $"{assemblyName} goes in a circle:\n{string.Join("\n", Explain(cycle, uses))}");
    }

    [Fact]
    public void A_circle_is_found()
    {
        var uses = new Dictionary<string, Dictionary<string, string>>
        {
            ["A"] = new() { ["B"] = "a uses b" },
            ["B"] = new() { ["C"] = "b uses c" },
            ["C"] = new() { ["B"] = "c uses b" },
        };

        FindCycle(uses).ShouldBe(["B", "C", "B"]);
        uses["C"].Clear();
        FindCycle(uses).ShouldBeNull();
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Files("src", "*.cs").Concat(Repository.Files("samples", "*.cs")))
        {
            var parts = Path.GetDirectoryName(Repository.Relative(file))!.Split(Path.DirectorySeparatorChar, '/');
            var expected = "Weir." + string.Join('.', parts[0] == "src" ? parts[1..] : ["Samples", .. parts[1..]]);
            var declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            if (declared is not null && declared != $"namespace {expected};")
            {
                wrong.Add($"{Repository.Relative(file)}: {declared} instead of namespace {expected};");
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>For each folder the folders that it uses, and one example of each use.</summary>
    private static Dictionary<string, Dictionary<string, string>> FolderUses(Assembly assembly)
    {
        var uses = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes().Where(type => !type.IsNested && FolderOf(type) is not null))
        {
            var folder = FolderOf(type)!;
            uses.TryAdd(folder, new(StringComparer.Ordinal));
            foreach (var used in TypeReferences.TypesOf(type).Where(used => used.Assembly == assembly))
            {
                if (FolderOf(used) is { } target && target != folder)
                {
                    uses[folder].TryAdd(target, $"{type.FullName} uses {used.FullName}");
                }
            }
        }

        return uses;
    }

    /// <summary>The first folder below the project's; null for what lies in the project's own folder: entry points and what is shared by all.</summary>
    private static string? FolderOf(Type type)
    {
        var parts = type.Namespace?.Split('.') ?? [];
        return parts is ["Weir", _, var folder, ..] ? folder : null;
    }

    private static List<string>? FindCycle(Dictionary<string, Dictionary<string, string>> uses)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        return uses.Keys.Order(StringComparer.Ordinal).Select(folder => Visit(folder, uses, done, path)).FirstOrDefault(cycle => cycle is not null);
    }

    private static List<string>? Visit(string folder, Dictionary<string, Dictionary<string, string>> uses, HashSet<string> done, List<string> path)
    {
        if (path.IndexOf(folder) is var start && start >= 0)
        {
            return [.. path[start..], folder];
        }

        if (!done.Add(folder))
        {
            return null;
        }

        path.Add(folder);
        foreach (var used in uses.TryGetValue(folder, out var targets) ? targets.Keys.Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (Visit(used, uses, done, path) is { } cycle)
            {
                return cycle;
            }
        }

        path.RemoveAt(path.Count - 1);
        return null;
    }

    private static IEnumerable<string> Explain(List<string> cycle, Dictionary<string, Dictionary<string, string>> uses) =>
        cycle.Zip(cycle.Skip(1), (from, to) => $"{from} → {to}: {uses[from][to]}");
}
