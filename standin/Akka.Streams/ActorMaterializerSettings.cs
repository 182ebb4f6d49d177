using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Decider = Akka.Streams.Supervision.Decider;
using Akka.Streams.Dsl;
using Akka.Streams.Implementation.StreamRef;
using Akka.Streams.Serialization;
using Akka.Streams.Supervision;

namespace Akka.Streams;

/// <summary>How the actors of streams run; <c>akka.stream.materializer</c> in the configuration.</summary>
public sealed class ActorMaterializerSettings
{
    private static readonly ConditionalWeakTable<ActorSystem, ActorMaterializerSettings> OfSystems = [];

    public readonly int InitialInputBufferSize;

    /// <summary>How many elements an asynchronous boundary holds.</summary>
    public readonly int MaxInputBufferSize;

    /// <summary>The dispatcher of the streams' actors; empty for that of the system.</summary>
    public readonly string Dispatcher;

    public readonly Decider SupervisionDecider;

    /// <summary>How many events a stream's actor handles before it lets others run.</summary>
    public readonly int SyncProcessingLimit;

    /// <summary>How stream references behave.</summary>
    public readonly StreamRefSettings StreamRefSettings;

    private ActorMaterializerSettings(
        int initialInputBufferSize,
        int maxInputBufferSize,
        string dispatcher,
        Decider supervisionDecider,
        int syncProcessingLimit,
        StreamRefSettings streamRefSettings)
    {
        if (initialInputBufferSize <= 0)
            throw new ArgumentException($"initial-input-buffer-size is {initialInputBufferSize}; it must be above 0.", nameof(initialInputBufferSize));
        if (maxInputBufferSize < initialInputBufferSize)
            throw new ArgumentException($"max-input-buffer-size is {maxInputBufferSize}; it must be at least initial-input-buffer-size, {initialInputBufferSize}.", nameof(maxInputBufferSize));
        if (syncProcessingLimit <= 0)
            throw new ArgumentException($"sync-processing-limit is {syncProcessingLimit}; it must be above 0.", nameof(syncProcessingLimit));
        InitialInputBufferSize = initialInputBufferSize;
        MaxInputBufferSize = maxInputBufferSize;
        Dispatcher = dispatcher;
        SupervisionDecider = supervisionDecider;
        SyncProcessingLimit = syncProcessingLimit;
        StreamRefSettings = streamRefSettings;
    }

    /// <summary>The settings of the system's configuration.</summary>
    public static ActorMaterializerSettings Create(ActorSystem system) => OfSystems.GetValue(system, Read);

    public ActorMaterializerSettings WithInputBuffer(int initialSize, int maxSize) =>
        new(initialSize, maxSize, Dispatcher, SupervisionDecider, SyncProcessingLimit, StreamRefSettings);

    public ActorMaterializerSettings WithDispatcher(string dispatcher) =>
        new(InitialInputBufferSize, MaxInputBufferSize, dispatcher, SupervisionDecider, SyncProcessingLimit, StreamRefSettings);

    public ActorMaterializerSettings WithSupervisionStrategy(Decider decider) =>
        new(InitialInputBufferSize, MaxInputBufferSize, Dispatcher, decider, SyncProcessingLimit, StreamRefSettings);

    public ActorMaterializerSettings WithSyncProcessingLimit(int limit) =>
        new(InitialInputBufferSize, MaxInputBufferSize, Dispatcher, SupervisionDecider, limit, StreamRefSettings);

    public ActorMaterializerSettings WithStreamRefSettings(StreamRefSettings settings) =>
        new(InitialInputBufferSize, MaxInputBufferSize, Dispatcher, SupervisionDecider, SyncProcessingLimit, settings);

    private static ActorMaterializerSettings Read(ActorSystem system)
    {
        var defaults = ActorMaterializer.DefaultConfig();
        system.Settings.InjectTopLevelFallback(defaults);
        KnownKeys.WarnOfUnknown(system.Settings, defaults, system.Log);
        RegisterSerializer((ExtendedActorSystem)system);
        var config = system.Settings.Config.GetConfig("akka.stream.materializer");
        return new ActorMaterializerSettings(
            config.GetInt("initial-input-buffer-size"),
            config.GetInt("max-input-buffer-size"),
            config.GetString("dispatcher"),
            Deciders.StoppingDecider,
            config.GetInt("sync-processing-limit"),
            StreamRefSettings.Create(config.GetConfig("stream-ref")));
    }

    private static void RegisterSerializer(ExtendedActorSystem system)
    {
        var serializer = new StreamRefSerializer(system);
        system.Serialization.AddSerializer("akka-stream-ref", serializer);
        system.Serialization.AddSerializationMap(typeof(IStreamRefMessage), serializer);
        system.Serialization.AddSerializationMap(typeof(StreamRefBase), serializer);
    }
}
