import Mesh

/// Tells the services for whom the gateway calls: identity and roles as the gateway verified them.
///
/// A service believes this metadata from a peer with the role `gateway` only; what a caller sends
/// under these keys itself is replaced here.
enum CallerIdentity {
  static let identityKey = "caller-identity"
  static let rolesKey = "caller-roles"

  static func metadata(of context: ServerContext) -> Metadata {
    var metadata = context.metadata
    // Both fit: identities and roles come from the allow-list, which is bounded when it is read.
    try? metadata.set(identityKey, context.peer.identity)
    try? metadata.set(rolesKey, context.peer.roles.sorted().joined(separator: ","))
    return metadata
  }
}
