using System.Reflection;

namespace Weir.Architecture;

/// <summary>
/// State machines get time, random numbers and the results of I/O as values: only so can the simulator replay them.
/// Keys are hashed the same in every process, so nothing near them may use the hash codes of .NET, which are not.
/// </summary>
public class PureCodeTests
{
    private static readonly string[] MachineFolders = ["Coordination", "Alignment", "Jobs", "Restarts", "Registry", "Slots", "History"];

    private static readonly HashSet<string> BannedTypes = new(StringComparer.Ordinal)
    {
        "System.Random", "System.Security.Cryptography.RandomNumberGenerator", "System.Diagnostics.Stopwatch", "System.TimeProvider",
        "System.Threading.Thread", "System.Threading.Timer", "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1",
        "System.Threading.Tasks.ValueTask", "System.Threading.Tasks.ValueTask`1", "System.IO.File", "System.IO.Directory", "System.IO.Stream",
        "System.IO.FileStream", "System.IO.RandomAccess", "System.Console",
    };

    private static readonly HashSet<string> BannedMembers = new(StringComparer.Ordinal)
    {
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Guid.NewGuid",
        "System.Guid.CreateVersion7",
    };

    private static readonly HashSet<string> UnstableHashes = new(StringComparer.Ordinal)
    {
        "System.Object.GetHashCode", "System.String.GetHashCode", "System.HashCode.Combine", "System.HashCode.Add", "System.HashCode.AddBytes", "System.HashCode.ToHashCode",
    };

    [Fact]
    public void State_machines_are_pure()
    {
        var machines = Product.Actors.GetTypes().Where(type => !type.IsNested && MachineFolders.Any(folder => IsIn(type, "Weir.Actors." + folder))).ToArray();
        machines.Select(type => type.Name).ShouldContain("CheckpointCoordinator");
        machines.SelectMany(type => Impurities(type, BannedTypes, BannedMembers)).ShouldBeEmpty();
    }

    [Fact]
    public void Keys_are_hashed_stably()
    {
        var keys = Product.State.GetTypes().Where(type => !type.IsNested && (IsIn(type, "Weir.State.Keys") || IsIn(type, "Weir.State.Backends"))).ToArray();
        keys.Select(type => type.Name).ShouldContain("KeyGroups");
        keys.SelectMany(type => Impurities(type, [], UnstableHashes)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_impure_is_found()
    {
        Impurities(typeof(Impure), BannedTypes, BannedMembers).ShouldBe(
            [$"{typeof(Impure).FullName} uses System.DateTime.get_UtcNow", $"{typeof(Impure).FullName} uses System.Random"], ignoreOrder: true);
        Impurities(typeof(Impure), [], UnstableHashes).ShouldBe([$"{typeof(Impure).FullName} uses System.Object.GetHashCode"]);
    }

    private static bool IsIn(Type type, string space) =>
        type.Namespace is { } own && (own == space || own.StartsWith(space + ".", StringComparison.Ordinal));

    private static IEnumerable<string> Impurities(Type type, HashSet<string> types, HashSet<string> members) =>
        TypeReferences.Of(type)
            .Select(used => used is Type usedType ? types.Contains(usedType.FullName ?? "") ? usedType.FullName! : null : Banned(used, members))
            .OfType<string>()
            .Distinct()
            .Select(used => $"{type.FullName} uses {used}");

    private static string? Banned(MemberInfo member, HashSet<string> members)
    {
        var name = $"{member.DeclaringType?.FullName}.{member.Name}";
        return members.Contains(name) ? name : null;
    }

    private static class Impure
    {
        public static Func<int> Lambda => () => new Random().Next() + DateTime.UtcNow.Day;

        public static int Hash(string text) => text.GetHashCode();
    }
}
