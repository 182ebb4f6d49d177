namespace Akka.TestKit;

/// <summary>Marks a test class whose messages have no sender unless it names one; without the mark it is the test actor.</summary>
public interface INoImplicitSender
{
}
