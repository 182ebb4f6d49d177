using Akka.Configuration;

namespace Weir.JournalTests.Places;

/// <summary>Where a journal and a snapshot store are kept; each test gets persistence ids of its own in it.</summary>
public abstract class JournalPlace : IAsyncLifetime
{
    /// <summary>For a system with its journal and snapshots here.</summary>
    public abstract Config Config { get; }

    /// <summary>For a system that only reads here.</summary>
    public virtual Config ReadOnlyConfig => throw new NotSupportedException();

    /// <summary>For a system with its journal and snapshots in another place of the kind.</summary>
    public abstract Config OtherConfig { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync() => Task.CompletedTask;
}

public sealed class InMemory : JournalPlace
{
    public override Config Config => ConfigurationFactory.ParseString(
        """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """);

    public override Config OtherConfig => Config;
}

public sealed class InFolder : JournalPlace
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-journal-").FullName;

    public string Folder => Path.Combine(_folder, "journal");

    public override Config Config => Of(Folder);

    public override Config OtherConfig => Of(Path.Combine(_folder, "other"));

    public override Config ReadOnlyConfig => ConfigurationFactory.ParseString("weir.journal.directory.read-only = on").WithFallback(Config);

    public static Config Of(string folder) => ConfigurationFactory.ParseString(
        $"""
         akka.persistence.journal.plugin = "weir.journal.directory"
         akka.persistence.snapshot-store.plugin = "weir.snapshot-store.directory"
         weir.journal.directory.dir = "{folder}"
         weir.snapshot-store.directory.dir = "{folder}"
         """);

    public override Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
