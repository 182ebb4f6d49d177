using System.Globalization;
using Akka.Configuration;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests;

internal static class Program
{
    /// <summary>Writes events until it is killed. Standard input: the configuration; the one argument: how many events a batch has.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        var hocon = await Console.In.ReadToEndAsync();
        await Writer.RunAsync(ConfigurationFactory.ParseString(hocon), int.Parse(arguments[0], CultureInfo.InvariantCulture));
        return 0;
    }
}
