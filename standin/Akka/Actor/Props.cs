using System.Linq.Expressions;
using System.Reflection;
using Akka.Util;

namespace Akka.Actor;

/// <summary>How an actor is made and where it runs. Never changed; each With… gives a copy.</summary>
public class Props : IEquatable<Props>
{
    public static readonly Props None = null;

    private static readonly object[] s_noArguments = [];

    private IIndirectActorProducer _producer;

    public Props(Type type)
        : this(type, s_noArguments)
    {
    }

    public Props(Type type, object[] args)
        : this(Deploy.Local, type, args)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(type, supervisorStrategy, args.ToArray())
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(Deploy.Local, type, args) =>
        SupervisorStrategy = supervisorStrategy;

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, args.ToArray())
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
    {
        Deploy = deploy;
        Arguments = args ?? s_noArguments;
        if (typeof(IIndirectActorProducer).IsAssignableFrom(type))
        {
            _producer = (IIndirectActorProducer)Activator.CreateInstance(type, Arguments);
            Type = _producer.ActorType;
        }
        else
        {
            Type = type;
        }
    }

    protected Props()
        : this(typeof(EmptyActor))
    {
    }

    protected Props(Props copy)
    {
        Deploy = copy.Deploy;
        Arguments = copy.Arguments;
        Type = copy.Type;
        SupervisorStrategy = copy.SupervisorStrategy;
        _producer = copy._producer;
    }

    public static Props Empty { get; } = Create<EmptyActor>();

    public Type Type { get; }

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; }

    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox;

    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression creation)
            throw new InvalidOperationException($"The actor's factory has to be a 'new {typeof(TActor).Name}(…)' expression; it is {factory.Body}.");
        return new Props(creation.Type, supervisorStrategy, creation.Arguments.Select(Evaluate).ToArray());
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase =>
        new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() =>
        new(typeof(TActor), supervisorStrategy);

    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(type, args);
    }

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) =>
        new(producer.ActorType, args) { _producer = producer };

    public static Props CreateBy<TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer =>
        new(typeof(TProducer), args);

    public Props WithMailbox(string mailbox) => With(copy => copy.Deploy = Deploy.WithMailbox(mailbox));

    public Props WithDispatcher(string dispatcher) => With(copy => copy.Deploy = Deploy.WithDispatcher(dispatcher));

    public Props WithStashCapacity(int stashCapacity) => With(copy => copy.Deploy = Deploy.WithStashCapacity(stashCapacity));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        With(copy => copy.SupervisorStrategy = supervisorStrategy);

    public Props WithDeploy(Deploy deploy) => With(copy => copy.Deploy = deploy.WithFallback(Deploy));

    public virtual ActorBase NewActor()
    {
        if (_producer is not null)
            return _producer.Produce();
        try
        {
            return (ActorBase)Activator.CreateInstance(Type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, binder: null, Arguments, culture: null);
        }
        catch (TargetInvocationException exception)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(',', Arguments)})", exception.InnerException);
        }
        catch (MissingMethodException exception)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type}: it has no constructor that takes the {Arguments.Length} args ({string.Join(',', Arguments)})", exception);
        }
    }

    public bool Equals(Props other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Type == other.Type
                && Equals(Deploy, other.Deploy)
                && Equals(SupervisorStrategy, other.SupervisorStrategy)
                && Equals(_producer, other._producer)
                && Arguments.SequenceEqual(other.Arguments)));

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy.Dispatcher, Deploy.Mailbox);

    protected virtual Props Copy() => new(this);

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    internal Props WithEffectiveDeploy(Deploy deploy) => With(copy => copy.Deploy = deploy);

    private static object Evaluate(Expression argument)
    {
        switch (argument)
        {
            case ConstantExpression constant:
                return constant.Value;
            case MemberExpression { Member: FieldInfo field, Expression: ConstantExpression closure }:
                return field.GetValue(closure.Value);
            default:
                var boxed = Expression.Convert(argument, typeof(object));
                return Expression.Lambda<Func<object>>(boxed).Compile(preferInterpretation: true)();
        }
    }

    private Props With(Action<Props> change)
    {
        var copy = Copy();
        change(copy);
        return copy;
    }

    internal sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}

/// <summary>Makes actors in another way than by their constructor.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}
