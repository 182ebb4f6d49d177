using Weir.Operators.Elements;
using Weir.Operators.Graph;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Exchange;

/// <summary>Edges and what travels on them.</summary>
internal static class Elements
{
    public static readonly JobEdge Numbers = Edge(new GeneratorSource<long>(1, static (first, target) => target.Fill(first)), "numbers");
    public static readonly JobEdge Words = Edge(new GeneratorSource<string>(1, static (first, target) => target.Fill("")), "texts");

    public static RecordBatch<T> Batch<T>(params T[] items)
    {
        var batch = new RecordBatch<T>(Math.Max(1, items.Length)) { Count = items.Length, Hashes = [.. items.Select(item => (uint)item!.GetHashCode())] };
        items.CopyTo(batch.Items, 0);
        return batch;
    }

    /// <summary>Batches of random sizes with barriers, watermarks and changes of status between them.</summary>
    public static IEnumerable<StreamElement> Random<T>(int seed, int count, Func<Random, T> make)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            yield return random.Next(10) switch
            {
                0 => new Weir.Operators.Elements.Barrier(i, i),
                1 => new Watermark(i),
                2 => random.Next(2) == 0 ? StreamStatus.Idle : StreamStatus.Active,
                _ => Batch(Enumerable.Range(0, random.Next(1, random.Next(2) == 0 ? 8 : 3000)).Select(_ => make(random)).ToArray()),
            };
        }
    }

    public static IEnumerable<string> Texts<T>(StreamElement element) => element is RecordBatch<T> batch
        ? Enumerable.Range(0, batch.Count).Select(i => $"{batch.Items[i]}#{batch.Hashes![i]}").ToList()
        : [element.ToString()!];

    private static JobEdge Edge<T>(GeneratorSource<T> source, string name)
        where T : notnull
    {
        var environment = new StreamEnvironment("exchange") { Parallelism = 2 };
        environment.FromSource(source, name).KeyBy(item => item).Count();
        return environment.BuildJobGraph().Edges.Single();
    }
}
