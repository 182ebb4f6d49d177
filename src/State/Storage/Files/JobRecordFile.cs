namespace Weir.State.Storage.Files;

/// <summary>A job's record as a file.</summary>
internal static class JobRecordFile
{
    public static byte[] Encode(JobRecord record) => RecordFile.Encode(record);

    /// <exception cref="CorruptStateException">The file is not what was written.</exception>
    public static JobRecord Decode(byte[] bytes, string path) =>
        RecordFile.Decode<JobRecord>(bytes, $"job record {path}", "Move its folder away to leave that job out.");
}
