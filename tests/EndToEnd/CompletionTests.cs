using System.Diagnostics;

namespace Weir.EndToEnd;

public class CompletionTests
{
    [Theory]
    [InlineData("weir ru", "run")]
    [InlineData("weir run word-count --par", "--parallelism")]
    [InlineData("weir nosuchcommand --pa", "")]
    public async Task Bash_completes_a_command_line(string line, string expected)
    {
        // As bash does it at a press of the tabulator.
        var script =
            $$"""
            weir() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "weir.dll")}}' "$@"; }
            eval "$(weir completion bash)"
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            COMP_WORDS=($COMP_LINE) COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _weir_complete
            echo "${COMPREPLY[*]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var error = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        (await output).Trim().ShouldBe(expected, await error);
    }

    [Theory]
    [InlineData("zsh", "compdef _weir_complete weir")]
    [InlineData("fish", "complete -c weir")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public async Task There_is_a_script_for_each_shell(string shell, string part)
    {
        using var folder = new TestFolder();
        using var process = await WeirProcess.RunAsync(folder, ["completion", shell]);
        process.ExitCode.ShouldBe(0, process.ToString());
        process.Output.ShouldContain(part);
    }
}
