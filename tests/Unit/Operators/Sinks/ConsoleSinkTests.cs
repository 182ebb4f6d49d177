using Weir.Operators.Connectors;
using Weir.Operators.Sinks;

namespace Weir.Unit.Operators.Sinks;

public sealed class ConsoleSinkTests
{
    private readonly StringWriter target = new();

    [Fact]
    public async Task Prints_a_line_for_each_record()
    {
        await using var writer = await OpenAsync(new ConsoleSink<(string, int)>(static value => $"{value.Item1}={value.Item2}", target));
        writer.Write([("a", 1), ("b", 2)], []);
        writer.Flush(true);
        target.ToString().ShouldBe("a=1\nb=2\n");
    }

    [Fact]
    public async Task Prints_values_in_the_invariant_culture()
    {
        await using var writer = await OpenAsync(new ConsoleSink<double>(target: target));
        writer.Write([1.5], []);
        target.ToString().ShouldBe("1.5\n");
    }

    [Fact]
    public async Task Never_mixes_lines_of_two_subtasks()
    {
        var sink = new ConsoleSink<string>(target: target);
        var line = new string('x', 100);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var writer = await OpenAsync(sink);
            for (var i = 0; i < 200; i++)
            {
                writer.Write([line, line], []);
            }
        })));
        target.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(found => found == line);
    }

    private static async Task<ISinkWriter<T>> OpenAsync<T>(ConsoleSink<T> sink) =>
        await sink.OpenWriterAsync(new SinkContext("id", "job", "sink", 0, 1, 0, TimeProvider.System), CancellationToken.None);
}
