using System.Diagnostics;
using System.Globalization;
using Akka.Configuration;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Suite;

/// <summary>A process that writes is killed, some times over; the next one has to find all that it said was acknowledged.</summary>
internal static class KilledWriter
{
    private const int Kills = 3;

    public static async Task RunAsync(Config config, int batch)
    {
        var acknowledged = 0L;
        for (var kill = 1; kill <= Kills; kill++)
        {
            acknowledged = await WriteUntilKilledAsync(config, batch, acknowledged, lines: 40 * kill);
            await using var client = new JournalClient(config);
            var recovered = await client.RecoverAsync(Writer.PersistenceId);

            recovered.Highest.ShouldBeGreaterThanOrEqualTo(acknowledged);
            recovered.Highest.ShouldBeLessThanOrEqualTo(acknowledged + (2 * batch), "more than what was on its way was written");
            recovered.Numbers.ShouldBe(Enumerable.Range(1, (int)recovered.Highest).Select(number => (long)number));
            (recovered.Highest % batch).ShouldBe(0, "a batch was torn apart");
        }
    }

    private static async Task<long> WriteUntilKilledAsync(Config config, int batch, long before, int lines)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(Program).Assembly.Location, batch.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await process.StandardInput.WriteAsync(config.ToString(includeFallback: true));
        process.StandardInput.Close();

        var last = before;
        for (var line = await process.StandardOutput.ReadLineAsync(); line is not null; line = await process.StandardOutput.ReadLineAsync())
        {
            last = long.TryParse(line, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidOperationException($"The writer said: {line}");
            if (--lines == 0)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        lines.ShouldBeLessThanOrEqualTo(0, "the writer ended by itself");
        return last;
    }
}
