using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.State.Storage.Files;

/// <summary>A job's record as a file: a line of JSON, for people too, and a line with its CRC-32C in hexadecimal.</summary>
internal static class JobRecordFile
{
    public static byte[] Encode(JobRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record);
        string checksum = Crc32C.Of(json).ToString("x8", CultureInfo.InvariantCulture);
        return [.. json, .. Encoding.ASCII.GetBytes($"\n{checksum}\n")];
    }

    /// <exception cref="CorruptStateException">The file is not what was written.</exception>
    public static JobRecord Decode(byte[] bytes, string path)
    {
        int end = Array.IndexOf(bytes, (byte)'\n');
        string checksum = end < 0 ? "" : Encoding.ASCII.GetString(bytes.AsSpan(end)).Trim();
        if (end < 0 || checksum != Crc32C.Of(bytes.AsSpan(0, end)).ToString("x8", CultureInfo.InvariantCulture))
        {
            throw new CorruptStateException($"The job record {path} is damaged. Move its folder away to leave that job out.");
        }

        try
        {
            return JsonSerializer.Deserialize<JobRecord>(bytes.AsSpan(0, end))
                ?? throw new CorruptStateException($"The job record {path} is empty.");
        }
        catch (JsonException error)
        {
            throw new CorruptStateException($"The job record {path} cannot be read: {error.Message}", error);
        }
    }
}
