using Akka.Configuration;
using Weir.Operators.Streams;
using Weir.State.RocksDb;

namespace Weir.Actors.Configuration;

/// <summary>Reads <c>weir.state</c>: of a job, which backend it has; of a node, what its databases may use.</summary>
internal static class StateConfigurationReader
{
    private const string Path = "weir.state";

    private const long LargestMemoryBytes = 1L << 40;
    private const int MostDatabases = 32_768;

    /// <summary>What a job's code sets, in the form in which everything else is configured.</summary>
    public static Config Config(StateBackend? code) => code switch
    {
        null => ConfigurationFactory.Empty,
        StateBackend.RocksDb => ConfigurationFactory.ParseString($"{Path}.backend = rocksdb"),
        _ => ConfigurationFactory.ParseString($"{Path}.backend = heap"),
    };

    /// <exception cref="InvalidConfigurationException">It is none that there is.</exception>
    public static StateBackend Backend(Config config)
    {
        var reader = new ConfigurationReader(config, Path);
        StateBackend backend = reader.Choice("backend", [("heap", StateBackend.Heap), ("rocksdb", StateBackend.RocksDb)]);
        return reader.Errors.Count == 0 ? backend : throw new InvalidConfigurationException([.. reader.Errors.Select(error => error.ToString())]);
    }

    /// <param name="config">The node's configuration over <c>reference.conf</c>.</param>
    /// <param name="localStateDirectory">Where the databases are, unless they have a folder of their own.</param>
    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static RocksDbSettings RocksDb(Config config, string localStateDirectory)
    {
        var reader = new ConfigurationReader(config, Path + ".rocksdb");
        string directory = reader.Text("dir");
        string library = reader.Text("library");
        double writeBuffers = reader.Number("write-buffers");
        int? databases = CountOrAutomatic(reader, "databases");
        int? threads = CountOrAutomatic(reader, "threads");
        var settings = new RocksDbSettings(directory.Length > 0 ? System.IO.Path.GetFullPath(directory) : localStateDirectory)
        {
            MemoryBytes = reader.ByteSize("memory"),
            WriteBufferPercent = (int)Math.Round(writeBuffers * 100),
            ExpectedDatabases = databases ?? Environment.ProcessorCount,
            Profile = reader.Choice(
                "profile", [("default", RocksDbProfile.Default), ("flash", RocksDbProfile.Flash), ("spinning-disk", RocksDbProfile.SpinningDisk)]),
            BackgroundThreads = threads,
            Metrics = Metrics(reader),
            Library = library.Length > 0 ? library : null,
        };
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        if (problems.Count == 0)
        {
            Check(problems, "memory", settings.MemoryBytes, settings.MemoryBytes is >= RocksDbSettings.SmallestMemoryBytes and <= LargestMemoryBytes, "8 MiB to 1 TiB");
            Check(problems, "write-buffers", writeBuffers, writeBuffers is >= 0.1 and <= 0.7, "0.1 to 0.7");
            Check(problems, "databases", settings.ExpectedDatabases, settings.ExpectedDatabases is >= 1 and <= MostDatabases, $"1 to {MostDatabases}, or auto");
            Check(problems, "threads", threads ?? 1, threads is null or (>= 1 and <= RocksDbSettings.MostBackgroundThreads), $"1 to {RocksDbSettings.MostBackgroundThreads}, or auto");
        }

        return problems.Count == 0 ? settings : throw new InvalidConfigurationException(problems);
    }

    private static IReadOnlyList<RocksDbProperty> Metrics(ConfigurationReader reader)
    {
        const string All = "all";
        IReadOnlyList<string> names = reader.Values(
            "metrics", name => name == All || RocksDbProperty.Find(name) is not null ? name : null, $"{All}, or one of {string.Join(", ", RocksDbProperty.All.Select(property => property.Name))}");
        return names.Contains(All) ? RocksDbProperty.All : names.Count == 0 ? [] : [.. names.Distinct().Select(name => RocksDbProperty.Find(name)!)];
    }

    private static int? CountOrAutomatic(ConfigurationReader reader, string key) =>
        string.Equals(reader.Text(key), "auto", StringComparison.OrdinalIgnoreCase) ? null : reader.Count(key);

    private static void Check(List<string> problems, string key, object value, bool isInRange, string range)
    {
        if (!isInRange)
        {
            problems.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path}.rocksdb.{key} = {value}: it must be {range}"));
        }
    }
}
