using System.Diagnostics;
using System.Runtime.InteropServices;
using Weir.Bench.Harness;
using Weir.Samples.WordCount;
using Weir.State;

namespace Weir.Bench.Workloads;

/// <summary>
/// The least code that counts words: a thread for each file reads it, cuts it into words with the sample's tokenizer
/// and counts them in a dictionary of its own.
/// </summary>
internal static class WordCountLimit
{
    private const int BufferBytes = 256 * 1024;

    public static Task<Measurement> RunAsync(string folder) => Task.Run(() =>
    {
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        string[] files = Directory.GetFiles(folder);
        var counts = new Dictionary<Utf8Text, long>[files.Length];
        var workers = new Thread[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            int thread = i;
            workers[thread] = new Thread(() => counts[thread] = Count(files[thread]));
            workers[thread].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return run.End(counts.Sum(part => part.Values.Sum()), elapsed, Answer(counts));
    });

    private static Dictionary<Utf8Text, long> Count(string file)
    {
        var receiver = new Counter(new Dictionary<Utf8Text, long>());
        byte[] buffer = new byte[BufferBytes];
        int kept = 0;
        using FileStream input = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        while (true)
        {
            int read = input.Read(buffer, kept, buffer.Length - kept);
            int filled = kept + read;
            int whole = read == 0 ? filled : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            WordTokenizer.Tokenize(buffer.AsSpan(0, whole), ref receiver);
            if (read == 0)
            {
                return receiver.Counts;
            }

            buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
            kept = filled - whole;
        }
    }

    /// <summary>The sum of all running counts: 1 + … + n for each word.</summary>
    private static ulong Answer(Dictionary<Utf8Text, long>[] counts)
    {
        var total = new Dictionary<Utf8Text, long>();
        foreach (Dictionary<Utf8Text, long> part in counts)
        {
            foreach ((Utf8Text word, long count) in part)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(total, word, out _) += count;
            }
        }

        ulong answer = 0;
        foreach (ulong count in total.Values.Select(count => (ulong)count))
        {
            answer += count * (count + 1) / 2;
        }

        return answer;
    }

    private readonly struct Counter(Dictionary<Utf8Text, long> counts) : IWordReceiver
    {
        public Dictionary<Utf8Text, long> Counts => counts;

        public void Receive(scoped ReadOnlySpan<byte> buffer, int length) =>
            CollectionsMarshal.GetValueRefOrAddDefault(counts, Utf8Text.From(buffer, length), out _)++;
    }
}
