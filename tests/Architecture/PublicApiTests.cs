using System.Reflection;

namespace Weir.Architecture;

/// <summary>
/// What is public is a promise, so it is written down in PublicApi/*.txt and reviewed there.
/// To accept a change: WEIR_UPDATE_PUBLIC_API=1 dotnet test tests/Architecture, and commit the difference.
/// </summary>
public class PublicApiTests
{
    private const string UpdateVariable = "WEIR_UPDATE_PUBLIC_API";

    [Theory]
    [MemberData(nameof(Product.Names), MemberType = typeof(Product))]
    public void Public_surface_is_as_written_down(string assemblyName)
    {
        var file = Repository.PathOf($"tests/Architecture/PublicApi/{assemblyName}.txt");
        var actual = PublicSurface.Describe(Assembly.Load(assemblyName));
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllLines(file, actual);
        }

        var expected = File.Exists(file) ? File.ReadAllLines(file) : [];
        var differences = actual.Except(expected, StringComparer.Ordinal).Select(line => "+ " + line)
            .Concat(expected.Except(actual, StringComparer.Ordinal).Select(line => "- " + line)).ToArray();
        Assert.True(differences.Length == 0, $"The public surface of {assemblyName} has changed. If that is meant: {UpdateVariable}=1 dotnet test tests/Architecture, and commit {Repository.Relative(file)}.\n{string.Join("\n", differences.Take(30))}");
    }

    [Fact]
    public void The_command_offers_no_types() => PublicSurface.Describe(Product.Host).ShouldBeEmpty();
}
