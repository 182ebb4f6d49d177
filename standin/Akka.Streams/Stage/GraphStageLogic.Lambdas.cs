namespace Akka.Streams.Stage;

public abstract partial class GraphStageLogic
{
    protected sealed class LambdaInHandler : InHandler
    {
        private readonly Action _onPush;
        private readonly Action? _onUpstreamFinish;
        private readonly Action<Exception>? _onUpstreamFailure;

        public LambdaInHandler(Action onPush, Action? onUpstreamFinish = null, Action<Exception>? onUpstreamFailure = null)
        {
            _onPush = onPush;
            _onUpstreamFinish = onUpstreamFinish;
            _onUpstreamFailure = onUpstreamFailure;
        }

        public override void OnPush() => _onPush();

        public override void OnUpstreamFinish()
        {
            if (_onUpstreamFinish is null)
                base.OnUpstreamFinish();
            else
                _onUpstreamFinish();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            if (_onUpstreamFailure is null)
                base.OnUpstreamFailure(e);
            else
                _onUpstreamFailure(e);
        }
    }

    protected sealed class LambdaOutHandler : OutHandler
    {
        private readonly Action _onPull;
        private readonly Action<Exception>? _onDownstreamFinish;

        public LambdaOutHandler(Action onPull, Action<Exception>? onDownstreamFinish = null)
        {
            _onPull = onPull;
            _onDownstreamFinish = onDownstreamFinish;
        }

        public override void OnPull() => _onPull();

        public override void OnDownstreamFinish(Exception cause)
        {
            if (_onDownstreamFinish is null)
                base.OnDownstreamFinish(cause);
            else
                _onDownstreamFinish(cause);
        }
    }
}
