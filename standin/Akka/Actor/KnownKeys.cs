using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Says which keys of a user's configuration have no effect: those under akka that no reference configuration has.
/// </summary>
internal static class KnownKeys
{
    /// <summary>Sections of modules, which bring their own reference configuration and have it checked then.</summary>
    private static readonly string[] s_modules =
        ["stream", "test", "remote", "cluster", "persistence", "coordination", "discovery", "management", "io", "hosting"];

    /// <summary>Sections whose keys are the user's own names.</summary>
    private static readonly string[] s_open =
    [
        "akka.actor.deployment",
        "akka.actor.serializers",
        "akka.actor.serialization-bindings",
        "akka.actor.serialization-identifiers",
        "akka.actor.serialization-settings",
        "akka.actor.mailbox.requirements",
        "akka.cluster.role",
        "akka.coordinated-shutdown.phases",
        "akka.coordinated-shutdown.reason-overrides",
    ];

    /// <summary>Sections of a module's section that another module brings.</summary>
    private static readonly string[] s_ofOtherModules = ["akka.cluster.singleton", "akka.cluster.singleton-proxy"];

    /// <summary>What tunes something of the packages' that is done in another way here: whoever sets it for them loses nothing.</summary>
    private static readonly string[] s_ofPackagesOnly = ["akka.remote.dot-netty.tcp.batching"];

    private static readonly string[] s_dispatcherOnly = ["dedicated-thread-pool"];

    public static void WarnOfUnknown(Settings settings, ILoggingAdapter log) =>
        WarnOfUnknown(settings, ReferenceConfig.Akka, log);

    public static void WarnOfUnknown(Settings settings, Config reference, ILoggingAdapter log)
    {
        if (settings.UserConfig.GetConfig("akka") is not { IsEmpty: false } user || reference.GetConfig("akka") is not { } known)
            return;
        var isRoot = ReferenceEquals(reference, ReferenceConfig.Akka);
        foreach (var (key, value) in user.AsEnumerable())
        {
            // A module's reference may add to a section of the root's, which is no reason to check that one again.
            if (!isRoot && ReferenceConfig.Akka.HasPath("akka." + Quoted(key)))
                continue;
            var counterpart = known.GetValue(Quoted(key));
            if (counterpart is not null)
                Compare("akka." + key, value, counterpart, settings, log);
            else if (isRoot && !s_modules.Contains(key))
                Warn("akka." + key, log);
        }
    }

    private static void Compare(string path, HoconValue user, HoconValue known, Settings settings, ILoggingAdapter log)
    {
        if (!user.IsObject() || !known.IsObject() || s_open.Contains(path))
            return;

        // A reference that has sections of another module's only says nothing of the rest.
        var isWhole = known.GetObject().Items.Keys.Any(key => !s_ofOtherModules.Contains($"{path}.{key}"));
        foreach (var (key, value) in user.GetObject().Items)
        {
            var child = $"{path}.{key}";
            if (known.GetObject().Items.TryGetValue(key, out var counterpart))
                Compare(child, value, counterpart, settings, log);
            else if (isWhole && !IsKnownElsewhere(child, settings) && !IsOwnDefinition(value) && !IsDispatcherKey(user, key))
                Warn(child, log);
        }
    }

    /// <summary>An application's defaults name a few keys of a module's, which says nothing of the others.</summary>
    private static bool IsKnownElsewhere(string path, Settings settings) =>
        s_ofOtherModules.Contains(path) || s_ofPackagesOnly.Contains(path) || settings.References.HasPath(path);

    /// <summary>A section with a type of its own is read by whoever it is named to, such as a dispatcher or a mailbox.</summary>
    private static bool IsOwnDefinition(HoconValue value) =>
        value.IsObject() && (Has(value, "type") || Has(value, "mailbox-type") || Has(value, "executor") || Has(value, "class") || Has(value, "lease-class"));

    private static bool IsDispatcherKey(HoconValue section, string key) =>
        (s_dispatcherOnly.Contains(key) || key is "executor" or "shutdown-timeout" or "throughput-deadline-time" or "mailbox-type" or "fork-join-executor")
        && (Has(section, "type") || Has(section, "executor") || Has(section, "throughput"));

    private static bool Has(HoconValue value, string key) => value.GetObject().Items.ContainsKey(key);

    private static string Quoted(string key) => key.Contains('.') ? $"\"{key}\"" : key;

    private static void Warn(string path, ILoggingAdapter log) =>
        log.Warning("The configuration sets {0}, which has no effect: the stand-in of Akka that this process runs on does not honour it.", path);
}
