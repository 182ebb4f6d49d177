namespace Weir.Bench.Workloads;

/// <summary>The real text of samples/data, repeated into a folder of as many files as there are readers.</summary>
internal static class WordCountText
{
    /// <summary>Writes the folder, or finds it as an earlier run left it.</summary>
    /// <returns>The folder.</returns>
    public static string Prepare(long bytes, int files)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "data");
        byte[] text = [.. Directory.EnumerateFiles(source, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
        long repeats = Math.Max(1, bytes / files / text.Length);
        string folder = Path.Combine(Path.GetTempPath(), $"weir-bench-text-{files}x{repeats}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        string growing = folder + ".tmp";
        Directory.CreateDirectory(growing);
        for (int file = 0; file < files; file++)
        {
            using FileStream output = File.Create(Path.Combine(growing, $"part-{file}.txt"));
            for (long i = 0; i < repeats; i++)
            {
                output.Write(text);
            }
        }

        Directory.Move(growing, folder);
        return folder;
    }
}
