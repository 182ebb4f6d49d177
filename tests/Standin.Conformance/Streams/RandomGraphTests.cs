using Akka.Streams;
using Akka.Streams.Dsl;
using FsCheck;
using FsCheck.Fluent;

namespace Weir.Standin.Conformance.Streams;

/// <summary>Streams of any form keep what they are given.</summary>
public sealed class RandomGraphTests : StreamsSpec
{
    [Fact]
    public void Merged_buffered_and_split_elements_are_all_there_and_each_source_keeps_its_order()
    {
        var programs = Gen.Choose(0, int.MaxValue).ListOf(8).ToArbitrary();

        Prop.ForAll(programs, choices =>
        {
            var next = new Queue<int>(choices);
            var sources = 1 + (next.Dequeue() % 5);
            var each = next.Dequeue() % 300;
            var stream = Enumerable.Range(0, sources)
                .Select(source => Change(Source.From(Enumerable.Range(0, each).Select(i => (Source: source, Number: i))), next.Peek() + source))
                .Aggregate((left, right) => Change(left.Merge(right), next.Count > 1 ? next.Dequeue() : sources));

            var elements = Elements(stream).GetAwaiter().GetResult();

            var bySource = elements.GroupBy(e => e.Source).ToDictionary(g => g.Key, g => g.Select(e => e.Number));
            return elements.Count == sources * each && bySource.Values.All(numbers => numbers.SequenceEqual(Enumerable.Range(0, each)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static Source<(int Source, int Number), Akka.NotUsed> Change(Source<(int Source, int Number), Akka.NotUsed> source, int choice) => (choice % 9) switch
    {
        0 => source.Async(),
        1 => source.Buffer(1 + (choice % 7), OverflowStrategy.Backpressure),
        2 => source.Select(x => x).Async().Select(x => x),
        3 => source.Grouped(1 + (choice % 5)).SelectMany(group => group),
        4 => source.SelectAsync(1 + (choice % 4), Task.FromResult),
        5 => source.Via(Flow.Create<(int, int)>().Buffer(2, OverflowStrategy.Backpressure).Async()),
        6 => source.AlsoTo(Sink.Ignore<(int, int)>().MapMaterializedValue(_ => Akka.NotUsed.Instance)),
        7 => source.Batch(4, x => new List<(int, int)> { x }, (list, x) =>
        {
            list.Add(x);
            return list;
        }).SelectMany(list => list),
        _ => source,
    };
}
