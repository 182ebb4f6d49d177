using System.Text.Json;

namespace Weir.Operators.Channels;

/// <summary>The keys by which records are spread.</summary>
internal interface IKeyEncoding
{
    /// <summary>A key as its codec writes it, and its hash, which says which key group is its.</summary>
    /// <exception cref="FormatException">It is no such key.</exception>
    (byte[] Key, uint Hash) Encode(JsonElement key);
}
