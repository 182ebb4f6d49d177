using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>What was received is not what was expected.</summary>
public class AkkaEqualException : XunitException
{
    /// <summary>With a text.</summary>
    public AkkaEqualException(string format = "", params object[] args)
        : base(XunitAssertions.Text(format, args))
    {
    }
}
