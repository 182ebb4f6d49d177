using Microsoft.Win32.SafeHandles;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>Puts a sink's folder back into the state of the restored checkpoint, one subtask its part of it. Doing so twice changes nothing.</summary>
internal sealed class FileSinkRestore(OutputFolder folder, FileNames names, OutputCounters counters)
{
    private const string KeptEnd = ".kept";
    private const int CopiedBytes = 1 << 20;

    /// <summary>Removes what was written after the restored checkpoint, committed or not: it will be written again.</summary>
    public void RemoveAbandoned()
    {
        foreach (var pattern in (string[])[names.HiddenPattern, names.FinalPattern])
        {
            foreach (var name in folder.List(pattern))
            {
                if (names.TryParse(name, out var subtask, out var number)
                    && counters.IsResponsibleFor(subtask) && counters.IsAbandoned(subtask, number))
                {
                    folder.Delete(name);
                }
            }
        }
    }

    /// <summary>Cuts the files that were open at the checkpoint back to what they had then. They are finished, to be committed with the next checkpoint.</summary>
    public List<PendingFile> TakeOverOpenFiles(IReadOnlyList<FileSinkState> states)
    {
        var files = new List<PendingFile>();
        foreach (var state in states)
        {
            if (state.OpenFile is { } file && counters.IsResponsibleFor(state.SubtaskIndex))
            {
                CutBack(file);
                files.Add(file);
            }
        }

        return files;
    }

    private void CutBack(PendingFile file)
    {
        var hidden = folder.PathOf(file.HiddenName);
        var final = folder.PathOf(file.FinalName);
        if (!File.Exists(hidden) && File.Exists(final))
        {
            // Committed after a later checkpoint, which is not the one that was restored.
            OutputFolder.Rename(final, hidden, "hidden again");
        }

        if (!File.Exists(hidden))
        {
            throw new ConnectorException(
                $"Output file '{hidden}', which the restored checkpoint needs, is missing, and so is '{final}'. Put it back, or restore a checkpoint without it.");
        }

        // Into a new file that takes the old one's place: a subtask that stood still, and does not know yet that it is over, may
        // have the old one open, and would write on behind the cut.
        OutputFolder.Guard("cut back", hidden, () =>
        {
            var kept = hidden + KeptEnd;
            using (var from = File.OpenHandle(hidden, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                var length = RandomAccess.GetLength(from);
                if (length < file.Length)
                {
                    throw new ConnectorException(
                        $"Output file '{hidden}' has {length} bytes, but {file.Length} were written before the restored checkpoint. Restore a checkpoint without it.");
                }

                using var to = File.OpenHandle(kept, FileMode.Create, FileAccess.Write, FileShare.Read);
                Copy(from, to, file.Length);
                RandomAccess.FlushToDisk(to);
            }

            File.Move(kept, hidden, overwrite: true);
        });
    }

    private static void Copy(SafeFileHandle from, SafeFileHandle to, long length)
    {
        var buffer = new byte[CopiedBytes];
        for (long position = 0; position < length;)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position)), position);
            if (read == 0)
            {
                throw new IOException($"it ends after {position} of {length} bytes");
            }

            RandomAccess.Write(to, buffer.AsSpan(0, read), position);
            position += read;
        }
    }
}
