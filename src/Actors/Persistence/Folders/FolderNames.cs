using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Actors.Persistence.Folders;

/// <summary>Names of files and folders for persistence ids, segments and snapshots.</summary>
internal static class FolderNames
{
    private const int LongestPlainName = 120;
    private const string SegmentPrefix = "events-";
    private const string SnapshotPrefix = "snapshot-";

    /// <summary>A persistence id as a folder's name: letters, digits, '-' and '_' as they are; of a long one the start, with a hash.</summary>
    public static string Folder(string persistenceId)
    {
        var name = new StringBuilder(persistenceId.Length);
        foreach (var each in Encoding.UTF8.GetBytes(persistenceId))
        {
            if (char.IsAsciiLetterOrDigit((char)each) || each is (byte)'-' or (byte)'_')
            {
                name.Append((char)each);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"%{each:X2}");
            }
        }

        if (name.Length <= LongestPlainName)
        {
            return name.ToString();
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(persistenceId)));
        return string.Concat(name.ToString().AsSpan(0, LongestPlainName / 2), "~", hash);
    }

    public static InvalidOperationException Ambiguous(string folder, string found, string wanted) =>
        new($"{folder} belongs to '{found}', not to '{wanted}': the file system takes their names for the same. Give one of the actors another persistence id.");

    public static string Segment(long claim) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{claim:D10}");

    public static bool TryReadSegment(string name, out long claim)
    {
        claim = 0;
        return name.StartsWith(SegmentPrefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(SegmentPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out claim);
    }

    public static string Snapshot(long sequenceNumber, DateTime timestamp) =>
        string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{sequenceNumber:D20}-{timestamp.Ticks:D20}");

    public static bool TryReadSnapshot(string name, out long sequenceNumber, out DateTime timestamp)
    {
        (sequenceNumber, timestamp) = (0, default);
        var parts = name.StartsWith(SnapshotPrefix, StringComparison.Ordinal) ? name[SnapshotPrefix.Length..].Split('-') : [];
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out sequenceNumber)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        timestamp = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }
}
