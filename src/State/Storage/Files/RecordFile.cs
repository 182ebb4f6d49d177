using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.State.Storage.Files;

/// <summary>A record as a file: a line of JSON, for people too, and a line with its CRC-32C in hexadecimal.</summary>
internal static class RecordFile
{
    public static byte[] Encode<T>(T record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record);
        string checksum = Crc32C.Of(json).ToString("x8", CultureInfo.InvariantCulture);
        return [.. json, .. Encoding.ASCII.GetBytes($"\n{checksum}\n")];
    }

    /// <param name="bytes">The file's bytes.</param>
    /// <param name="what">It with its path, for messages.</param>
    /// <param name="wayOut">What can be done when it is damaged.</param>
    /// <exception cref="CorruptStateException">The file is not what was written.</exception>
    public static T Decode<T>(byte[] bytes, string what, string wayOut)
        where T : class
    {
        int end = Array.IndexOf(bytes, (byte)'\n');
        string checksum = end < 0 ? "" : Encoding.ASCII.GetString(bytes.AsSpan(end)).Trim();
        if (end < 0 || checksum != Crc32C.Of(bytes.AsSpan(0, end)).ToString("x8", CultureInfo.InvariantCulture))
        {
            throw new CorruptStateException($"The {what} is damaged. {wayOut}");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, end)) ?? throw new CorruptStateException($"The {what} is empty.");
        }
        catch (JsonException error)
        {
            throw new CorruptStateException($"The {what} cannot be read: {error.Message}", error);
        }
    }
}
