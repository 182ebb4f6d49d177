using Akka.Streams.Supervision;

namespace Akka.Streams;

/// <summary>Attributes that say how the actors run that a graph is materialised into.</summary>
public static class ActorAttributes
{
    /// <summary>The dispatcher of the actor that runs what carries it.</summary>
    public sealed class Dispatcher : Attributes.IMandatoryAttribute, IEquatable<Dispatcher>
    {
        public readonly string Name;

        public Dispatcher(string name) => Name = name;

        public bool Equals(Dispatcher? other) => other is not null && Name == other.Name;

        public override bool Equals(object? obj) => Equals(obj as Dispatcher);

        public override int GetHashCode() => Name?.GetHashCode(StringComparison.Ordinal) ?? 0;

        public override string ToString() => $"Dispatcher({Name})";
    }

    /// <summary>What an operator does with an element whose function threw.</summary>
    public sealed class SupervisionStrategy : Attributes.IMandatoryAttribute
    {
        public readonly Decider Decider;

        public SupervisionStrategy(Decider decider) => Decider = decider;

        public override string ToString() => "SupervisionStrategy";
    }

    /// <summary>How many events a stream's actor handles before it lets others run.</summary>
    public sealed class SyncProcessingLimit : Attributes.IMandatoryAttribute, IEquatable<SyncProcessingLimit>
    {
        public SyncProcessingLimit(int limit) => Limit = limit;

        public int Limit { get; }

        public bool Equals(SyncProcessingLimit? other) => other is not null && Limit == other.Limit;

        public override bool Equals(object? obj) => Equals(obj as SyncProcessingLimit);

        public override int GetHashCode() => Limit;

        public override string ToString() => $"SyncProcessingLimit({Limit})";
    }

    public static Attributes CreateDispatcher(string dispatcherName) => new(new Dispatcher(dispatcherName));

    public static Attributes CreateSupervisionStrategy(Decider strategy) => new(new SupervisionStrategy(strategy));

    public static Attributes CreateSyncProcessingLimit(int limit) => new(new SyncProcessingLimit(limit));
}
