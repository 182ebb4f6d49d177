using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>The files that a path stands for.</summary>
internal sealed class TextInput(string path)
{
    /// <summary>The files, ordered by path so that every listing of the same folder is the same.</summary>
    public List<string> ListFiles()
    {
        try
        {
            if (File.Exists(path))
            {
                return [path];
            }

            var files = new List<string>(Enumerate());
            files.Sort(StringComparer.Ordinal);
            return files;
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new ConnectorException(
                $"Input '{path}' does not exist. Name a file or a folder that does, as it is seen from '{Environment.CurrentDirectory}' or with its full path.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Input folder '{path}' cannot be listed: {exception.Message}", exception);
        }
    }

    /// <summary>Opens each file once.</summary>
    public void Check()
    {
        foreach (var file in ListFiles())
        {
            Open(file).Dispose();
        }
    }

    public static SafeFileHandle Open(string file)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Input file '{file}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A file's length in bytes; of a link, that of the file it leads to.</summary>
    public static long Length(string file)
    {
        using var handle = Open(file);
        return RandomAccess.GetLength(handle);
    }

    private FileSystemEnumerable<string> Enumerate()
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };
        return new FileSystemEnumerable<string>(
            path, static (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), all)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(entry.FileName),

            // A link to a folder may lead in a circle.
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !IsHidden(entry.FileName) && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
    }

    private static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith('.');
}
