import Mesh
import Runtime

/// Tells the services for whom the gateway calls: identity and roles as the gateway verified them.
///
/// A service believes this metadata from a peer with the role `gateway` only; what a caller sends
/// under these keys itself is replaced here.
enum CallerIdentity {
  static func metadata(of context: ServerContext) -> Metadata {
    var metadata = context.metadata
    // Both fit: identities and roles come from the allow-list, which is bounded when it is read.
    try? metadata.set(ServerContext.callerKey, context.peer.identity)
    try? metadata.set(
      DelegationInterceptor.rolesKey, context.peer.roles.sorted().joined(separator: ","))
    return metadata
  }
}
