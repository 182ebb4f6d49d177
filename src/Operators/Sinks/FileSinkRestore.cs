using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>Puts a sink's folder back into the state of the restored checkpoint, one subtask its part of it. Doing so twice changes nothing.</summary>
internal sealed class FileSinkRestore(OutputFolder folder, FileNames names, OutputCounters counters)
{
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

        OutputFolder.Guard("cut back", hidden, () =>
        {
            using var handle = File.OpenHandle(hidden, FileMode.Open, FileAccess.ReadWrite);
            var length = RandomAccess.GetLength(handle);
            if (length < file.Length)
            {
                throw new ConnectorException(
                    $"Output file '{hidden}' has {length} bytes, but {file.Length} were written before the restored checkpoint. Restore a checkpoint without it.");
            }

            RandomAccess.SetLength(handle, file.Length);
            RandomAccess.FlushToDisk(handle);
        });
    }
}
