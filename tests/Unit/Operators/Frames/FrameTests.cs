using System.Globalization;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Weir.Operators.Elements;
using Weir.Operators.Frames;
using Weir.State;

namespace Weir.Unit.Operators.Frames;

public sealed class FrameTests
{
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Point(long Key, double X, byte Flag, DateTime At);

    public sealed record Named(string? Name, List<int> Values, Guid Id)
    {
        public override string ToString() => $"{Name} {string.Join(' ', Values)} {Id}";
    }

    [Fact]
    public void Numbers_come_back() => RoundTrips(random => random.NextInt64());

    [Fact]
    public void Structs_come_back() => RoundTrips(random => new Point(random.NextInt64(), random.NextDouble(), (byte)random.Next(256), new DateTime(random.NextInt64(1L << 60), DateTimeKind.Utc)));

    [Fact]
    public void Pairs_come_back() => RoundTrips(random => (random.Next(), (short)random.Next(), random.NextDouble()));

    [Fact]
    public void Texts_come_back() => RoundTrips(random => random.Next(8) == 0 ? null : new string('ä', random.Next(30)));

    [Fact]
    public void Stable_texts_come_back() => RoundTrips(random => (Utf8Text)new string((char)('a' + random.Next(26)), random.Next(30)));

    [Fact]
    public void Objects_come_back() => RoundTrips(random => new Named(random.Next(5) == 0 ? null : "n", [random.Next(), random.Next()], new Guid(random.Next(), 1, 2, new byte[8])));

    [Fact]
    public void Optional_numbers_come_back() => RoundTrips(random => random.Next(2) == 0 ? (decimal?)null : random.Next());

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(79)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void A_batch_is_split_at_the_limit_and_no_frame_is_above_it(int limit)
    {
        var encoder = new FrameEncoder<long>(limit, RecordLayout<long>.Create());
        encoder.Append(Batch(Enumerable.Range(0, 1000).Select(n => (long)n).ToArray(), timed: true, hashed: true));
        encoder.IsFull.ShouldBeTrue();
        var frames = new List<byte[]>();
        while (!encoder.IsEmpty)
        {
            frames.Add(encoder.Take(0));
        }

        frames.ShouldAllBe(frame => frame.Length <= limit);
        int recordsPerFrame = (limit - FrameFormat.HeaderBytes - FrameFormat.RecordsHeaderBytes) / (8 + 8 + 4);
        frames.Count.ShouldBe((1000 + recordsPerFrame - 1) / recordsPerFrame);
        Decoded<long>(frames).OfType<RecordBatch<long>>().SelectMany(batch => batch.Items.Take(batch.Count)).ShouldBe(Enumerable.Range(0, 1000).Select(n => (long)n));
    }

    [Fact]
    public void Each_size_of_a_record_up_to_the_limit_fits_and_the_next_is_refused()
    {
        const int Limit = 256;
        for (int length = 0; length < 300; length++)
        {
            var encoder = new FrameEncoder<byte[]?>(Limit, RecordLayout<byte[]?>.Create());
            byte[] record = new byte[length];
            record.AsSpan().Fill(7);
            long size = FrameFormat.HeaderBytes + FrameFormat.RecordsHeaderBytes + 8 + RecordLayout<byte[]?>.Create().BytesOf(record);
            if (size <= Limit)
            {
                encoder.Append(Batch<byte[]?>([record], timed: true, hashed: false));
                ((RecordBatch<byte[]?>)Decoded<byte[]?>([encoder.Take(0)]).Single()).Items[0].ShouldBe(record);
            }
            else
            {
                var error = Should.Throw<RecordTooLargeException>(() => encoder.Append(Batch<byte[]?>([record], timed: true, hashed: false)));
                error.SizeBytes.ShouldBe(size);
                error.Message.ShouldContain(size.ToString(CultureInfo.InvariantCulture));
                error.Message.ShouldContain("256 B");
            }
        }
    }

    [Fact]
    public void A_record_that_is_too_large_is_refused_behind_others_as_well()
    {
        var encoder = new FrameEncoder<string?>(128, RecordLayout<string?>.Create());
        encoder.Append(Batch<string?>(["a", "b", new string('c', 500)], timed: false, hashed: false));
        Should.Throw<RecordTooLargeException>(() => encoder.Take(0));
    }

    [Fact]
    public void Small_batches_share_a_frame()
    {
        var encoder = new FrameEncoder<long>(1024, RecordLayout<long>.Create());
        for (int i = 0; i < 10; i++)
        {
            encoder.Append(Batch([i, i + 1L], timed: false, hashed: true));
            encoder.IsFull.ShouldBeFalse();
        }

        Decoded<long>([encoder.Take(0)]).Count.ShouldBe(10);
        encoder.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_batch_goes_back_to_its_pool_once_it_is_encoded_and_a_decoded_one_to_the_decoders()
    {
        var pool = new BatchPool<long>(retained: 1);
        RecordBatch<long> batch = pool.Rent();
        batch.Count = 100;
        var encoder = new FrameEncoder<long>(512, RecordLayout<long>.Create());
        encoder.Append(batch);
        pool.Rent().ShouldNotBeSameAs(batch);
        var frames = new List<byte[]>();
        while (!encoder.IsEmpty)
        {
            frames.Add(encoder.Take(0));
        }

        pool.Rent().ShouldBeSameAs(batch);

        var decoder = new FrameDecoder<long>(RecordLayout<long>.Create(), 1);
        var elements = new Queue<StreamElement>();
        decoder.Decode(frames[0], elements);
        var decoded = (RecordBatch<long>)elements.Dequeue();
        decoded.Release();
        decoder.Decode(frames[1], elements);
        elements.Dequeue().ShouldBeSameAs(decoded);
    }

    [Fact]
    public void Garbage_is_refused_and_a_damaged_frame_never_breaks_the_decoder() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        byte[] garbage = new byte[random.Next(200)];
        random.NextBytes(garbage);
        Survives(garbage);

        var encoder = new FrameEncoder<string?>(512, RecordLayout<string?>.Create());
        encoder.Append(Batch<string?>(["one", "two", null], timed: true, hashed: true));
        encoder.Append(new Watermark(5));
        byte[] frame = encoder.Take(0);
        frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
        Survives(frame);
        Survives(frame[..random.Next(frame.Length)]);

        static void Survives(byte[] bytes)
        {
            try
            {
                Decoded<string?>([bytes]);
            }
            catch (CorruptFrameException error)
            {
                error.Message.ShouldNotBeEmpty();
            }
        }
    });

    [Fact]
    public void What_is_no_frame_is_refused()
    {
        Should.Throw<CorruptFrameException>(() => Decoded<long>([[]]));
        Should.Throw<CorruptFrameException>(() => Decoded<long>([[9, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])).Message.ShouldContain("version");
        Should.Throw<CorruptFrameException>(() => Decoded<long>([[1, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])).Message.ShouldContain("50 B");
        Should.Throw<CorruptFrameException>(() => Decoded<long>([[1, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 77]])).Message.ShouldContain("kind 77");
    }

    private static void ForSeeds(Action<int> check) =>
        Prop.ForAll<int>(seed => check(seed)).QuickCheckThrowOnFailure();

    private static void RoundTrips<T>(Func<Random, T> make) => ForSeeds(seed => RoundTrip(seed, make));

    private static void RoundTrip<T>(int seed, Func<Random, T> make)
    {
        var random = new Random(seed);
        var encoder = new FrameEncoder<T>(random.Next(200, 3000), RecordLayout<T>.Create());
        var sent = new List<string>();
        var frames = new List<byte[]>();
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            StreamElement element = Element(random, make);
            sent.AddRange(Texts<T>(element));
            encoder.Append(element);
            while (encoder.IsFull || (!encoder.IsEmpty && random.Next(3) == 0))
            {
                frames.Add(encoder.Take(0));
            }
        }

        if (!encoder.IsEmpty)
        {
            frames.Add(encoder.Take(0));
        }

        frames.ShouldAllBe(frame => frame.Length <= encoder.FrameSizeBytes);
        Decoded<T>(frames).SelectMany(Texts<T>).ShouldBe(sent, $"seed {seed}");
    }

    private static StreamElement Element<T>(Random random, Func<Random, T> make)
    {
        switch (random.Next(12))
        {
            case 0: return new Watermark(random.NextInt64());
            case 1: return new Weir.Operators.Elements.Barrier(random.NextInt64(), random.NextInt64());
            case 2: return random.Next(2) == 0 ? StreamStatus.Idle : StreamStatus.Active;
            case 3: return new CancellationMarker(random.NextInt64());
            case 4: return EndOfData.Instance;
            case 5: return EndOfPartition.Instance;
            default:
                bool timed = random.Next(2) == 0;
                return Batch(Enumerable.Range(0, random.Next(1, 300)).Select(_ => make(random)).ToArray(), timed, random.Next(2) == 0, random);
        }
    }

    private static RecordBatch<T> Batch<T>(T[] items, bool timed, bool hashed, Random? random = null)
    {
        var batch = new RecordBatch<T>(items.Length)
        {
            Count = items.Length,
            Timestamps = timed ? items.Select((_, i) => random?.NextInt64() ?? i).ToArray() : null,
            Hashes = hashed ? items.Select((_, i) => (uint)(random?.Next() ?? i)).ToArray() : null,
        };
        items.CopyTo(batch.Items, 0);
        return batch;
    }

    private static List<StreamElement> Decoded<T>(IEnumerable<byte[]> frames)
    {
        var decoder = new FrameDecoder<T>(RecordLayout<T>.Create(), 4);
        var elements = new Queue<StreamElement>();
        foreach (byte[] frame in frames)
        {
            decoder.Decode(frame, elements);
        }

        return [.. elements];
    }

    /// <summary>One text for each record: how they are divided into batches does not matter.</summary>
    private static IEnumerable<string> Texts<T>(StreamElement element) => element is RecordBatch<T> batch
        ? Enumerable.Range(0, batch.Count).Select(i => $"{batch.Items[i]} @{batch.Timestamps?[i]} #{batch.Hashes?[i]}").ToList()
        : [element.ToString()!];
}
