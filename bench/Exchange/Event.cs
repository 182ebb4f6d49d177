using System.Runtime.InteropServices;

namespace Weir.Bench.Exchange;

/// <summary>A record of 100 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal record struct Event
{
    public const int Bytes = 100;

    public long Key;
    public long Number;
    public long A;
    public long B;
    public long C;
    public long D;
    public long E;
    public long F;
    public long G;
    public long H;
    public long I;
    public long J;
    public int K;
}
