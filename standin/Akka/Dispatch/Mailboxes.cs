using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The mailbox types of a system by their ids, which are paths in its configuration.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";
    public static readonly string NoMailboxRequirement = "";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Type> _required = new();
    private readonly Dictionary<Type, string> _requirements = [];
    private readonly int _defaultStashCapacity;

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterQueue = new DeadLetterMessageQueue(system);
        var requirements = system.Settings.Config.GetConfig("akka.actor.mailbox.requirements");
        foreach (var (key, value) in requirements.AsEnumerable())
        {
            var name = key.Trim('"');
            var type = Type.GetType(name)
                ?? throw new ConfigurationException($"akka.actor.mailbox.requirements names the queue type '{name}': there is no such type.");
            _requirements[type] = value.GetString();
        }

        _defaultStashCapacity = system.Settings.Config.GetInt(DefaultMailboxId + ".stash-capacity", -1);
    }

    internal IMessageQueue DeadLetterQueue { get; }

    public MailboxType Lookup(string id)
    {
        if (_types.TryGetValue(id, out var known))
            return known;
        return _types.GetOrAdd(id, Create);
    }

    public MailboxType LookupByQueueType(Type queueType) =>
        _requirements.TryGetValue(queueType, out var id)
            ? Lookup(id)
            : throw new ConfigurationException($"akka.actor.mailbox.requirements has no mailbox for the queue type {queueType}.");

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) is not null;

    public Type GetRequiredType(Type actorType) => _required.GetOrAdd(actorType, static type =>
        type.GetInterfaces()
            .Where(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))
            .Select(each => each.GetGenericArguments()[0])
            .FirstOrDefault());

    public bool ProducesMessageQueue(Type mailboxType) => QueueTypeOf(mailboxType) is not null;

    public int StashCapacity(string dispatcher, string mailbox)
    {
        if (string.IsNullOrEmpty(mailbox) || mailbox == DefaultMailboxId)
            return _defaultStashCapacity;
        return _system.Settings.Config.GetInt(mailbox + ".stash-capacity", _defaultStashCapacity);
    }

    /// <summary>The mailbox that was named for the actor, else the one that its class requires, else the dispatcher's, else the default.</summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var required = GetRequiredType(props.Type);
        var ofDispatcher = dispatcherConfig?.GetString("mailbox-type", "") ?? "";
        MailboxType mailbox;
        if (props.Deploy.Mailbox != Deploy.NoMailboxGiven)
            mailbox = Lookup(props.Deploy.Mailbox);
        else if (ofDispatcher.Length > 0)
            mailbox = Lookup(dispatcherConfig.GetString("id"));
        else if (required is not null)
            return LookupByQueueType(required);
        else
            return Lookup(DefaultMailboxId);

        if (required is not null && QueueTypeOf(mailbox.GetType()) is { } queue && !required.IsAssignableFrom(queue))
        {
            throw new ConfigurationException(
                $"The actor {props.Type} requires a mailbox with {required}; the mailbox {mailbox.GetType()} has {queue}.");
        }

        return mailbox;
    }

    private static Type QueueTypeOf(Type mailboxType) =>
        mailboxType.GetInterfaces()
            .Where(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IProducesMessageQueue<>))
            .Select(each => each.GetGenericArguments()[0])
            .FirstOrDefault();

    private MailboxType Create(string id)
    {
        if (id == "unbounded")
            return new UnboundedMailbox();
        if (!_system.Settings.Config.HasPath(id))
            throw new ConfigurationException($"Mailbox [{id}] not configured.");
        var config = ConfigurationFactory.ParseString($"id = \"{id}\"")
            .WithFallback(_system.Settings.Config.GetConfig(id))
            .WithFallback(_system.Settings.Config.GetConfig(DefaultMailboxId));
        var name = config.GetString("mailbox-type");
        if (string.IsNullOrEmpty(name))
            throw new ConfigurationException($"The mailbox {id} has no mailbox-type.");
        var type = Type.GetType(name)
            ?? throw new ConfigurationException($"The mailbox {id} names the mailbox-type '{name}': there is no such type.");
        return (MailboxType)Activator.CreateInstance(type, _system.Settings, config);
    }

    private sealed class DeadLetterMessageQueue(ActorSystem system) : IMessageQueue
    {
        public bool HasMessages => false;

        public int Count => 0;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            if (envelope.Message is DeadLetter)
                return;
            system.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
        }

        public bool TryDequeue(out Envelope envelope)
        {
            envelope = default;
            return false;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
        }
    }
}
