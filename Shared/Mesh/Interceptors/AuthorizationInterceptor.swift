/// Refuses calls whose caller has none of the roles that may use the method: PERMISSION_DENIED.
public struct AuthorizationInterceptor: ServerInterceptor {
  /// For one method: what `specialized` makes of the table.
  private struct ForMethod: ServerInterceptor {
    let isOpen: Bool
    let roles: [String]

    init(_ roles: Set<String>) {
      isOpen = roles.contains(AccessTable.anyone)
      self.roles = Array(roles)
    }

    func admit(_ context: inout ServerContext) throws(RPCError) {
      if isOpen { return }
      for role in roles where context.peer.roleNames.contains(role) { return }
      throw .permissionDenied(context.method.fullName, identity: context.peer.identity)
    }
  }

  private let table: AccessTable

  public init(_ table: AccessTable) {
    self.table = table
  }

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    try ForMethod(table.roles(for: context.method)).admit(&context)
  }

  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor {
    ForMethod(table.roles(for: method))
  }
}
