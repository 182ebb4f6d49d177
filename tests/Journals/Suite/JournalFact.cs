using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Weir.JournalTests.Suite;

/// <summary>A fact about every journal: where a class says that its kind can't be had here, it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Weir.JournalTests.Suite.JournalFactDiscoverer", "Weir.JournalTests")]
public sealed class JournalFactAttribute : FactAttribute;

/// <summary>Says why the tests of a class can't run here; null where they can.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class RequiresAttribute : Attribute
{
    public abstract string? SkipReason { get; }
}

public sealed class JournalFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new JournalTestCase(
            DiagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod);
}

public sealed class JournalTestCase : XunitTestCase
{
    [Obsolete("For deserialisation.")]
    public JournalTestCase()
    {
    }

    public JournalTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute)
        ?? ((IReflectionTypeInfo)TestMethod.TestClass.Class).Type.GetCustomAttribute<RequiresAttribute>(inherit: true)?.SkipReason;
}
