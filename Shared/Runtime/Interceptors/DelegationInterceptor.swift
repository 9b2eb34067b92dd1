import Mesh

/// Makes the caller behind a door the caller of the call, so that endpoints decide by who asks and
/// not by which way the question came.
///
/// A door, such as the gateway, verifies who calls, checks whether that caller may use the method,
/// and says so in metadata. It is believed only from a peer that itself has the role `gateway`, and
/// only after authorisation let that peer in; from everybody else the metadata is ignored.
public struct DelegationInterceptor: ServerInterceptor {
  /// Role of a peer that may speak for others.
  public static let doorRole = "gateway"
  /// Metadata key with the roles of the caller, separated by commas; the identity stands under
  /// `ServerContext.callerKey`.
  public static let rolesKey = "caller-roles"

  public init() {}

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    guard context.peer.roles.contains(Self.doorRole),
      let identity = context.metadata[ServerContext.callerKey], !identity.isEmpty
    else { return }
    let roles = (context.metadata[Self.rolesKey] ?? "").split(separator: ",").map(String.init)
    context = ServerContext(
      method: context.method,
      // A door cannot hand its own role on: what it says for others ends at the next service.
      peer: Peer(
        identity: identity, roles: Set(roles).subtracting([Self.doorRole]),
        address: context.peer.address),
      metadata: context.metadata, deadline: context.deadline,
      idempotencyKey: context.idempotencyKey, traceParent: context.traceParent,
      locale: context.locale, requestBytes: context.requestBytes, arrival: context.arrival)
  }
}

extension ServerContext {
  /// Metadata key under which a door names the caller it calls for.
  public static let callerKey = "caller-identity"
}
