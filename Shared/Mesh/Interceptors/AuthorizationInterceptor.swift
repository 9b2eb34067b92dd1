/// Refuses calls whose caller has none of the roles that may use the method: PERMISSION_DENIED.
public struct AuthorizationInterceptor: ServerInterceptor {
  /// For one method: what `specialized` makes of the table.
  private struct ForMethod: ServerInterceptor {
    let roles: Set<String>

    func admit(_ context: inout ServerContext) throws(RPCError) {
      guard roles.contains(AccessTable.anyone) || !roles.isDisjoint(with: context.peer.roles)
      else {
        throw .permissionDenied(context.method.fullName, identity: context.peer.identity)
      }
    }
  }

  private let table: AccessTable

  public init(_ table: AccessTable) {
    self.table = table
  }

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    try ForMethod(roles: table.roles(for: context.method)).admit(&context)
  }

  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor {
    ForMethod(roles: table.roles(for: method))
  }
}
