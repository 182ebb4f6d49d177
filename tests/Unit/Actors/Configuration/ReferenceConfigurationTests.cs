using Akka.Configuration;
using Akka.Configuration.Hocon;
using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Configuration;

public class ReferenceConfigurationTests
{
    /// <summary>A reader asks for a key by its end: "slots" below a section, or "exponential.jitter". (A key that is asked for and has no default is refused by the reader itself.)</summary>
    [Fact]
    public void Every_key_of_Weir_is_read_somewhere()
    {
        var source = string.Join('\n', Directory.EnumerateFiles(Repository("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Keys("weir", ReferenceConfiguration.Config.GetValue("weir")).Where(key => !IsReadByAkka(key) && !Tails(key).Any(tail => source.Contains($"\"{tail}\"", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_to_start_from_has_known_keys_only()
    {
        foreach (var file in Directory.EnumerateFiles(Repository("hocon"), "*.conf"))
        {
            UnknownKeys.Find(ConfigurationFactory.ParseString(File.ReadAllText(file)), ReferenceConfiguration.Config).ShouldBeEmpty(file);
        }
    }

    /// <summary>What Akka wants of any plug-in for persistence.</summary>
    private static bool IsReadByAkka(string key) =>
        key.EndsWith(".class", StringComparison.Ordinal) || key.EndsWith(".plugin-dispatcher", StringComparison.Ordinal) || key.Contains(".circuit-breaker.", StringComparison.Ordinal);

    private static IEnumerable<string> Keys(string path, HoconValue value)
    {
        var items = value.IsObject() ? value.GetObject()?.Items : null;
        return items is null ? [path] : items.SelectMany(item => Keys($"{path}.{item.Key}", item.Value));
    }

    private static IEnumerable<string> Tails(string key)
    {
        var parts = key.Split('.');
        return Enumerable.Range(1, parts.Length - 1).Select(skipped => string.Join('.', parts[skipped..])).Append(key);
    }

    private static string Repository(string folder, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", folder));
}
