using System.Buffers.Binary;
using System.Text;
using Akka.Actor;

namespace Akka.Remote;

/// <summary>
/// What both sides of a new connection say first: eight bytes (a magic number, the version, the length of what follows), a
/// kind, and texts with their lengths. The one who connects says who it is and whom it looks for, the other one who it is.
/// </summary>
internal static class Handshake
{
    public const int PreambleSize = 8;

    private const uint Magic = 0x52_4B_41_81;
    private const ushort Version = 1;

    private enum Kind : byte
    {
        Hello = 1,
        Welcome = 2,
        Refusal = 3,
    }

    public static byte[] Hello(Address self, int uid, Address wanted) => Write(Kind.Hello, uid, self.ToString(), wanted.ToString());

    public static byte[] Welcome(Address self, int uid) => Write(Kind.Welcome, uid, self.ToString(), "");

    public static byte[] Refusal(bool quarantined, string reason) => Write(Kind.Refusal, quarantined ? 1 : 0, reason, "");

    public static async Task<(Address Self, int Uid, Address Wanted)> ReadHello(Stream stream, CancellationToken cancellation)
    {
        var (kind, uid, self, wanted) = await Read(stream, cancellation).ConfigureAwait(false);
        if (kind != Kind.Hello || !Address.TryParse(self, out var selfAddress) || !Address.TryParse(wanted, out var wantedAddress))
            throw new HandshakeException($"it began with '{kind} {self} {wanted}' instead of saying who it is");
        return (selfAddress, uid, wantedAddress);
    }

    /// <exception cref="HandshakeException">The other side refused, or is not what it should be.</exception>
    public static async Task<int> ReadWelcome(Stream stream, CancellationToken cancellation)
    {
        var (kind, uid, text, _) = await Read(stream, cancellation).ConfigureAwait(false);
        return kind switch
        {
            Kind.Welcome => uid,
            Kind.Refusal => throw new HandshakeException($"it refused: {text}") { IsQuarantine = uid == 1 },
            _ => throw new HandshakeException($"it answered with '{kind}'"),
        };
    }

    private static byte[] Write(Kind kind, int number, string first, string second)
    {
        var (firstBytes, secondBytes) = (Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
        var body = 1 + 4 + 2 + firstBytes.Length + secondBytes.Length;
        var bytes = new byte[PreambleSize + body];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), checked((ushort)body));
        bytes[8] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(9), number);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(13), (ushort)firstBytes.Length);
        firstBytes.CopyTo(bytes, 15);
        secondBytes.CopyTo(bytes, 15 + firstBytes.Length);
        return bytes;
    }

    private static async Task<(Kind Kind, int Number, string First, string Second)> Read(Stream stream, CancellationToken cancellation)
    {
        var preamble = new byte[PreambleSize];
        var got = await stream.ReadAtLeastAsync(preamble, PreambleSize, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0)
            throw new HandshakeException("it closed the connection without a word; one that expects TLS does so");
        if (got < PreambleSize || BinaryPrimitives.ReadUInt32LittleEndian(preamble) != Magic)
            throw new HandshakeException($"it sent {Describe(preamble.AsSpan(0, got))} instead of a greeting");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(4));
        if (version != Version)
            throw new HandshakeException($"it speaks version {version} of the protocol, this side speaks version {Version}");

        var body = new byte[BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(6))];
        await stream.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        if (body.Length < 7)
            throw new HandshakeException($"its greeting has {body.Length} bytes only");
        var firstLength = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(5));
        if (7 + firstLength > body.Length)
            throw new HandshakeException("the lengths in its greeting do not fit together");
        return (
            (Kind)body[0],
            BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(1)),
            Encoding.UTF8.GetString(body, 7, firstLength),
            Encoding.UTF8.GetString(body.AsSpan(7 + firstLength)));
    }

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0x16 or 0x15, 0x03, ..])
            return "TLS";
        if (bytes.StartsWith("GET "u8) || bytes.StartsWith("POST "u8) || bytes.StartsWith("HEAD "u8) || bytes.StartsWith("PUT "u8) || bytes.StartsWith("HTTP/"u8))
            return "HTTP";
        return $"the bytes {Convert.ToHexString(bytes)}";
    }
}

internal sealed class HandshakeException(string message, Exception cause = null) : Exception(message, cause)
{
    /// <summary>The other side has quarantined this one.</summary>
    public bool IsQuarantine { get; init; }
}
