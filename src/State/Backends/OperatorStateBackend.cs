namespace Weir.State.Backends;
