using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Which serializer writes which type: the one bound to the type, or to the closest of its bases and interfaces.
/// The package writes a type without a binding as JSON; here that is an error that names the type.
/// </summary>
public class Serialization
{
    [ThreadStatic]
    private static Information s_transport;

    private readonly ConcurrentDictionary<Type, Serializer> _byType = new();
    private readonly ConcurrentDictionary<string, Type> _byManifest = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Serializer> _byId = [];
    private readonly Dictionary<string, Serializer> _byName = new(StringComparer.Ordinal);
    private readonly List<(Type Type, Serializer Serializer)> _bindings = [];
    private readonly NullSerializer _null;
    private readonly Lock _lock = new();

    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _null = new NullSerializer(system);
        AddSerializer("null", _null);

        var config = system.Settings.Config;
        foreach (var (name, value) in config.GetConfig("akka.actor.serializers").AsEnumerable())
            AddSerializer(name.Trim('"'), Create(system, name.Trim('"'), value.GetString(), config));
        foreach (var (key, value) in config.GetConfig("akka.actor.serialization-bindings").AsEnumerable())
            Bind(key.Trim('"'), value.GetString());

        if (system.Settings.Setup.Get<SerializationSetup>() is { HasValue: true } setup)
        {
            foreach (var details in setup.Value.CreateSerializers(system))
            {
                AddSerializer(details.Alias, details.Serializer);
                foreach (var type in details.UseFor)
                    AddSerializationMap(type, details.Serializer);
            }
        }
    }

    public ExtendedActorSystem System { get; }

    public static Information GetCurrentTransportInformation() =>
        s_transport ?? throw new InvalidOperationException("Nothing is being serialized here: the transport information is known inside WithTransport only.");

    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest withManifest => withManifest.Manifest(msg),
        { IncludeManifest: true } => msg.GetType().TypeQualifiedName(),
        _ => "",
    };

    public static T WithTransport<T>(ActorSystem system, Address address, Func<T> action) =>
        WithTransport(new Information(address, system), action);

    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) =>
        WithTransport(system.Provider.SerializationInformation, action);

    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action) =>
        WithTransport(system.Provider.SerializationInformation, () => action(state));

    /// <summary>A reference as text that <see cref="DeserializeActorRef"/> understands on every node.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef.IsNobody())
            return "";
        var path = actorRef.Path;
        var transport = s_transport;
        if (transport is not null)
            return path.ToSerializationFormatWithAddress(transport.Address);
        return actorRef is IInternalActorRef { Provider: { } provider }
            ? path.ToSerializationFormatWithAddress(provider.DefaultAddress)
            : path.ToSerializationFormat();
    }

    public void AddSerializer(Serializer serializer) => AddSerializer(null, serializer);

    public void AddSerializer(string name, Serializer serializer)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(serializer.Identifier, out var other) && other.GetType() != serializer.GetType())
            {
                throw new ConfigurationException(
                    $"Two serializers have the identifier {serializer.Identifier}: {other.GetType()} and {serializer.GetType()}. Give one of them another in {SerializerIdentifierHelper.Section}.");
            }

            _byId[serializer.Identifier] = serializer;
            if (name is not null)
                _byName[name] = serializer;
        }
    }

    public void AddSerializationMap(Type type, Serializer serializer)
    {
        lock (_lock)
        {
            _bindings.RemoveAll(binding => binding.Type == type);
            _bindings.Add((type, serializer));
            _byType.Clear();
        }
    }

    public byte[] Serialize(object o) => WithTransport(System, (This: this, Object: o), static state => state.This.FindSerializerFor(state.Object).ToBinary(state.Object));

    public object Deserialize(byte[] bytes, int serializerId, Type type) =>
        WithTransport(System, (Serializer: ById(serializerId, type?.ToString()), bytes, type), static state => state.Serializer.FromBinary(state.bytes, state.type));

    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = ById(serializerId, manifest);
        if (serializer is SerializerWithStringManifest withManifest)
            return WithTransport(System, (withManifest, bytes, manifest), static state => state.withManifest.FromBinary(state.bytes, state.manifest));
        if (string.IsNullOrEmpty(manifest))
            return Deserialize(bytes, serializerId, (Type)null);

        return Deserialize(bytes, serializerId, TypeOf(manifest, serializerId));
    }

    public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) =>
        obj is null ? _null : FindSerializerForType(obj.GetType(), defaultSerializerName);

    public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null)
    {
        if (_byType.TryGetValue(objectType, out var known))
            return known;
        lock (_lock)
        {
            Serializer found = null;
            Type closest = null;
            foreach (var (type, serializer) in _bindings)
            {
                if (type.IsAssignableFrom(objectType) && (closest is null || closest.IsAssignableFrom(type)))
                    (closest, found) = (type, serializer);
            }

            if (found is null && defaultSerializerName is not null && !_byName.TryGetValue(defaultSerializerName, out found))
                throw new SerializationException($"Could not find the serializer [{defaultSerializerName}] for {objectType}.");
            if (found is null)
            {
                throw new SerializationException(
                    $"No serializer is bound to {objectType}: bind one in akka.actor.serialization-bindings to the type, or to a base or interface of it.");
            }

            _byType[objectType] = found;
            return found;
        }
    }

    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    /// <summary>For who writes many messages in one go on one thread: sets what <see cref="WithTransport{T}(ExtendedActorSystem, Func{T})"/> does.</summary>
    /// <returns>What was set before, to be set again after.</returns>
    internal static Information ExchangeTransport(Information information)
    {
        var before = s_transport;
        s_transport = information;
        return before;
    }

    private static T WithTransport<T>(Information information, Func<T> action)
    {
        var before = s_transport;
        s_transport = information;
        try
        {
            return action();
        }
        finally
        {
            s_transport = before;
        }
    }

    private static Serializer Create(ExtendedActorSystem system, string name, string typeName, Config config)
    {
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"akka.actor.serializers.{name} names '{typeName}': there is no such type.");
        var settings = config.GetConfig("akka.actor.serialization-settings." + name);
        return settings is not null && type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is not null
            ? (Serializer)Activator.CreateInstance(type, system, settings)
            : (Serializer)Activator.CreateInstance(type, system);
    }

    private void Bind(string typeName, string serializerName)
    {
        if (!_byName.TryGetValue(serializerName, out var serializer))
            throw new ConfigurationException($"akka.actor.serialization-bindings binds {typeName} to '{serializerName}', which akka.actor.serializers does not have.");
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"akka.actor.serialization-bindings names '{typeName}': there is no such type.");
        AddSerializationMap(type, serializer);
    }

    /// <summary>The manifest comes from the wire, so only a type that has a serializer is accepted.</summary>
    private Type TypeOf(string manifest, int serializerId)
    {
        if (_byManifest.TryGetValue(manifest, out var known))
            return known;
        var type = Type.GetType(manifest)
            ?? throw new SerializationException($"Cannot find manifest class [{manifest}] for serializer with id [{serializerId}].");
        FindSerializerForType(type);
        return _byManifest[manifest] = type;
    }

    private Serializer ById(int identifier, string what)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(identifier, out var serializer)
                ? serializer
                : throw new SerializationException($"Cannot find serializer with id [{identifier}] (manifest [{what}]). The most probable reason is that it is not configured on this side.");
        }
    }
}
