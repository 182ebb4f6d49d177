using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Cluster.Tools.Singleton.Serialization;

/// <summary>Writes and reads what the managers of a singleton tell each other: the manifest says it all.</summary>
public class ClusterSingletonMessageSerializer : SerializerWithStringManifest
{
    public ClusterSingletonMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override int Identifier => 14;

    public override byte[] ToBinary(object obj)
    {
        Manifest(obj);
        return [];
    }

    public override string Manifest(object o) => o switch
    {
        HandOverToMe => "A",
        HandOverInProgress => "B",
        HandOverDone => "C",
        _ => throw new ArgumentException($"{GetType()} cannot write a {o.GetType()}.", nameof(o)),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "A" => HandOverToMe.Instance,
        "B" => HandOverInProgress.Instance,
        "C" => HandOverDone.Instance,
        _ => throw new SerializationException($"'{manifest}' is no message of a cluster singleton: the sender runs another version."),
    };

    /// <summary>Adds the serializer to a system that was made before anybody said that it has a singleton.</summary>
    internal static void AddTo(ExtendedActorSystem system)
    {
        var serializer = new ClusterSingletonMessageSerializer(system);
        system.Serialization.AddSerializer("akka-singleton", serializer);
        system.Serialization.AddSerializationMap(typeof(IClusterSingletonMessage), serializer);
    }
}
