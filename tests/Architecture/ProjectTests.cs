using System.Reflection;
using System.Xml.Linq;

namespace Weir.Architecture;

public class ProjectTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["src/State"] = [],
        ["src/Operators"] = ["src/State"],
        ["src/Actors"] = ["src/Operators"],
        ["samples"] = ["src/Operators"],
        ["src/Testing"] = ["src/Actors"],
        ["src/Hosting"] = ["src/Actors"],
        ["samples/Embedded"] = ["src/Hosting"],
        ["samples/WordCountTests"] = ["src/Testing", "samples"],
        ["src/Journals/PostgreSql"] = ["src/Actors"],
        ["src/Host"] = ["src/Actors", "src/Journals/PostgreSql", "samples"],
    };

    private static readonly string[] SeesAkka = ["src/Actors", "src/Testing", "src/Hosting"];

    [Fact]
    public void Projects_refer_one_way_only()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Files("src", "*.csproj").Concat(Repository.Files("samples", "*.csproj")))
        {
            var project = Path.GetDirectoryName(Repository.Relative(file))!.Replace('\\', '/');
            Allowed.ShouldContainKey(project, $"{project} is new: say here what it may refer to.");
            foreach (var reference in References(file, "ProjectReference"))
            {
                var target = Path.GetDirectoryName(reference.Replace("$(RootDir)", "", StringComparison.Ordinal))!.Replace('\\', '/');
                if (!Allowed[project].Contains(target))
                {
                    wrong.Add($"{project} → {target}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Only_Actors_and_what_builds_on_it_see_Akka()
    {
        foreach (var assembly in (Assembly[])[Product.State, Product.Operators, Product.Samples])
        {
            assembly.GetReferencedAssemblies().Select(name => name.Name)
                .ShouldNotContain(name => name!.StartsWith("Akka", StringComparison.Ordinal), $"{assembly.GetName().Name} refers to Akka");
        }

        Product.Actors.GetReferencedAssemblies().ShouldContain(name => name.Name == "Akka");
        foreach (var file in Repository.Files("src", "*.csproj").Where(file => !SeesAkka.Contains(Path.GetDirectoryName(Repository.Relative(file))!.Replace('\\', '/'))))
        {
            References(file, "AkkaReference").ShouldBeEmpty(Repository.Relative(file));
        }
    }

    [Fact]
    public void Product_assemblies_refer_to_each_other_one_way_only()
    {
        string[] order = ["Weir.State", "Weir.Operators", "Weir.Samples", "Weir.Actors", "Weir.Journals.PostgreSql", "Weir.Testing", "Weir.Hosting", "weir"];
        foreach (var assembly in order.Select(Assembly.Load))
        {
            var own = Array.IndexOf(order, assembly.GetName().Name);
            assembly.GetReferencedAssemblies().Select(name => Array.IndexOf(order, name.Name)).ShouldAllBe(other => other < own);
        }
    }

    private static IEnumerable<string> References(string projectFile, string kind) =>
        XDocument.Load(projectFile).Descendants(kind).Select(element => element.Attribute("Include")!.Value);
}
