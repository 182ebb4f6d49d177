using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weir.Actors.History;
using Weir.Actors.Messages;

namespace Weir.Host.Rest;

/// <summary>What the parts of a path stand for.</summary>
internal static class PathParameters
{
    private const int IdLength = 32;

    /// <exception cref="RestFailure">It is not 32 hexadecimal digits.</exception>
    public static string JobId(string text) => Id("jobid", text);

    /// <exception cref="RestFailure">It is not 32 hexadecimal digits.</exception>
    public static string TriggerId(string text) => Id("triggerid", text);

    /// <exception cref="RestFailure">It is no number, or below 0.</exception>
    public static long CheckpointId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw RestFailure.BadParameter("checkpointid", text);

    /// <exception cref="RestFailure">It is no number, or the vertex has no such subtask.</exception>
    public static int SubtaskIndex(string text, VertexInspection vertex)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw RestFailure.BadParameter("subtaskindex", text);
        }

        return index < vertex.Subtasks.Count
            ? index
            : throw RestFailure.NotFound($"Invalid subtask index for vertex {VertexId(vertex)}: {index}; it has {vertex.Subtasks.Count} subtasks.");
    }

    /// <exception cref="RestFailure">It is not 32 hexadecimal digits, or the job has no such vertex.</exception>
    public static VertexInspection Vertex(string text, JobInspection job)
    {
        var id = Id("vertexid", text);
        return job.Vertices.FirstOrDefault(vertex => VertexId(vertex) == id)
            ?? throw RestFailure.NotFound($"No vertex with ID '{id}' exists in job {job.Status.JobId}.");
    }

    /// <summary>32 hexadecimal digits, the same for the same uid whatever else changes in the job.</summary>
    public static string VertexId(VertexInspection vertex) => IdOf(vertex.Uid);

    /// <summary>32 hexadecimal digits that stand for a text.</summary>
    public static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdLength / 2));

    private static string Id(string name, string text) =>
        text.Length == IdLength && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : throw RestFailure.BadParameter(name, text);
}
