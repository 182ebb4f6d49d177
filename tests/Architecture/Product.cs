using System.Reflection;

namespace Weir.Architecture;

/// <summary>The assemblies that are shipped.</summary>
internal static class Product
{
    public static Assembly State { get; } = Assembly.Load("Weir.State");

    public static Assembly Operators { get; } = Assembly.Load("Weir.Operators");

    public static Assembly Actors { get; } = Assembly.Load("Weir.Actors");

    public static Assembly Host { get; } = Assembly.Load("weir");

    public static Assembly Samples { get; } = Assembly.Load("Weir.Samples");

    public static TheoryData<string> Names => ["Weir.State", "Weir.Operators", "Weir.Actors", "Weir.Journals.PostgreSql", "Weir.Samples", "Weir.Testing", "Weir.Hosting", "weir"];
}
