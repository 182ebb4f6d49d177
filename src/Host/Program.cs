using System.CommandLine;
using Weir.Host.Commands;

namespace Weir.Host;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // What stands behind -- is the job's, whatever it looks like.
        var separator = Array.IndexOf(arguments, "--");
        var (own, forJob) = separator < 0 ? (arguments, []) : (arguments[..separator], arguments[(separator + 1)..]);
        var parsed = WeirCommand.Create(forJob).Parse(own);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed.Errors[0].Message, parsed.CommandResult.Command);
        }

        try
        {
            // Signals are the commands' own business: a job is cancelled and put in order before the process ends.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BadUsageException refusal)
        {
            return Refuse(refusal.Message, hintFor: null);
        }
        catch (Exception defect)
        {
            Console.Error.WriteLine($"weir: this should not have happened; please report it with what follows.{Environment.NewLine}{defect}");
            return ExitCode.Failed;
        }
    }

    /// <summary>On one line, also what the library would set in columns.</summary>
    private static string Line(string message) => string.Join(' ', message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static int Refuse(string message, Command? hintFor)
    {
        var hint = hintFor switch
        {
            null => "",
            RootCommand => " (see weir help)",
            { Parents: var parents } when parents.All(parent => parent is RootCommand) => $" (see weir help {hintFor.Name})",
            _ => $" (see weir {hintFor.Parents.First().Name} {hintFor.Name} --help)",
        };
        Console.Error.WriteLine($"weir: {Line(message)}{hint}");
        return ExitCode.BadUsage;
    }
}
