namespace Weir.Actors;

/// <summary>
/// A message that crosses nodes, or a fact in the journal. All are bound to Weir's own serializer, which knows each by
/// name and reads no other; what has no entry in its list cannot be sent.
/// </summary>
internal interface IWireMessage;
