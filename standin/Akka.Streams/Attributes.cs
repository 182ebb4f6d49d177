using Akka.Event;

namespace Akka.Streams;

/// <summary>What is said about a stage or a graph: its name, its buffers, where it runs. What is nested deeper comes later in the list and wins.</summary>
public sealed class Attributes
{
    public interface IAttribute
    {
    }

    /// <summary>An attribute that the materializer's settings always supply.</summary>
    public interface IMandatoryAttribute : IAttribute
    {
    }

    public sealed class Name : IAttribute, IEquatable<Name>
    {
        public readonly string Value;

        public Name(string value) => Value = string.IsNullOrEmpty(value) ? throw new ArgumentException("A name must not be empty.", nameof(value)) : value;

        public bool Equals(Name? other) => other is not null && Value == other.Value;

        public override bool Equals(object? obj) => Equals(obj as Name);

        public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => $"Name({Value})";
    }

    /// <summary>How many elements an asynchronous boundary may hold.</summary>
    public sealed class InputBuffer : IMandatoryAttribute, IEquatable<InputBuffer>
    {
        public readonly int Initial;
        public readonly int Max;

        public InputBuffer(int initial, int max)
        {
            Initial = initial;
            Max = max;
        }

        public bool Equals(InputBuffer? other) => other is not null && Initial == other.Initial && Max == other.Max;

        public override bool Equals(object? obj) => Equals(obj as InputBuffer);

        public override int GetHashCode() => HashCode.Combine(Initial, Max);

        public override string ToString() => $"InputBuffer(initial={Initial}, max={Max})";
    }

    /// <summary>The levels at which the Log operator reports; <see cref="Off"/> reports nothing.</summary>
    public sealed class LogLevels : IAttribute, IEquatable<LogLevels>
    {
        public static readonly LogLevel Off = (LogLevel)int.MaxValue;

        public readonly LogLevel OnElement;
        public readonly LogLevel OnFinish;
        public readonly LogLevel OnFailure;

        public LogLevels(LogLevel onElement, LogLevel onFinish, LogLevel onFailure)
        {
            OnElement = onElement;
            OnFinish = onFinish;
            OnFailure = onFailure;
        }

        public bool Equals(LogLevels? other) =>
            other is not null && OnElement == other.OnElement && OnFinish == other.OnFinish && OnFailure == other.OnFailure;

        public override bool Equals(object? obj) => Equals(obj as LogLevels);

        public override int GetHashCode() => HashCode.Combine(OnElement, OnFinish, OnFailure);

        public override string ToString() => $"LogLevel(element={OnElement}, finish={OnFinish}, failure={OnFailure})";
    }

    /// <summary>Runs what carries it in an actor of its own.</summary>
    public sealed class AsyncBoundary : IAttribute, IEquatable<AsyncBoundary>
    {
        public static readonly AsyncBoundary Instance = new();

        private AsyncBoundary()
        {
        }

        public bool Equals(AsyncBoundary? other) => other is not null;

        public override bool Equals(object? obj) => obj is AsyncBoundary;

        public override int GetHashCode() => 1;

        public override string ToString() => "AsyncBoundary";
    }

    /// <summary>What a stage does by default when a downstream cancels with a cause.</summary>
    public sealed class CancellationStrategy : IMandatoryAttribute
    {
        public interface IStrategy
        {
        }

        /// <summary>Completes the stage, whatever the cause.</summary>
        public class CompleteStage : IStrategy
        {
        }

        /// <summary>Fails the stage with the cause, whatever it is.</summary>
        public class FailStage : IStrategy
        {
        }

        /// <summary>Completes the stage for a regular cancellation and fails it for any other cause. The default.</summary>
        public class PropagateFailure : IStrategy
        {
        }

        internal static readonly CancellationStrategy Default = new(new PropagateFailure());

        public CancellationStrategy(IStrategy strategy) => Strategy = strategy;

        public IStrategy Strategy { get; }
    }

    public static readonly Attributes None = new();

    private readonly IAttribute[] _attributes;

    public Attributes(params IAttribute[] attributes) => _attributes = attributes ?? [];

    public IEnumerable<IAttribute> AttributeList => _attributes;

    internal bool IsEmpty => _attributes.Length == 0;

    public IEnumerable<TAttr> GetAttributeList<TAttr>() where TAttr : IAttribute => _attributes.OfType<TAttr>();

    /// <summary>The most specific attribute of this type, else the default.</summary>
    public TAttr? GetAttribute<TAttr>(TAttr? defaultIfNotFound) where TAttr : class, IAttribute
    {
        for (var i = _attributes.Length - 1; i >= 0; i--)
        {
            if (_attributes[i] is TAttr found)
                return found;
        }

        return defaultIfNotFound;
    }

    public TAttr? GetAttribute<TAttr>() where TAttr : class, IAttribute => GetAttribute<TAttr>(null);

    public TAttr GetMandatoryAttribute<TAttr>() where TAttr : class, IMandatoryAttribute =>
        GetAttribute<TAttr>() ?? throw new InvalidOperationException($"The mandatory attribute {typeof(TAttr)} is missing from {this}.");

    public bool Contains<TAttr>(TAttr attribute) where TAttr : IAttribute => Array.IndexOf(_attributes, (IAttribute)attribute) >= 0;

    public Attributes And(Attributes other)
    {
        if (IsEmpty)
            return other;
        return other.IsEmpty ? this : new Attributes([.. _attributes, .. other._attributes]);
    }

    public Attributes And(IAttribute other) => new([.. _attributes, other]);

    public string? GetNameLifted() => GetAttribute<Name>()?.Value;

    public string GetNameOrDefault(string defaultIfNotFound = "unknown-operation") => GetNameLifted() ?? defaultIfNotFound;

    public override string ToString() => $"Attributes({string.Join(", ", _attributes.AsEnumerable())})";

    public static Attributes CreateName(string name) => string.IsNullOrEmpty(name) ? None : new Attributes(new Name(name));

    public static Attributes CreateInputBuffer(int initial, int max) => new(new InputBuffer(initial, max));

    public static Attributes CreateAsyncBoundary() => new(AsyncBoundary.Instance);

    public static Attributes CreateLogLevels(
        LogLevel onElement = LogLevel.DebugLevel, LogLevel onFinish = LogLevel.DebugLevel, LogLevel onError = LogLevel.ErrorLevel) =>
        new(new LogLevels(onElement, onFinish, onError));
}
