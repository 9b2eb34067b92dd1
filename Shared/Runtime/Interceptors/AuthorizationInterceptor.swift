import Mesh

/// Lets a caller use a method only when one of its roles may: what no rule allows is denied.
///
/// A rule is `*`, a package (`healthmesh.dip.v1.*`), a service (`healthmesh.dip.v1.DipSettlement`)
/// or a method (`healthmesh.dip.v1.DipSettlement/Estimate`). Health and reflection are open to
/// every caller that got a connection.
public struct AuthorizationInterceptor: ServerInterceptor {
  private let allow: [String: [String]]
  /// Roles that may use the method this copy is for; nil before it is specialised.
  private let roles: Set<String>?

  /// - Parameter allow: rules by role.
  public init(allow: [String: [String]]) {
    self.init(allow: allow, roles: nil)
  }

  private init(allow: [String: [String]], roles: Set<String>?) {
    self.allow = allow
    self.roles = roles
  }

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    let method = context.method
    if Self.isOpen(method) { return }
    guard !(roles ?? rolesAllowed(method)).isDisjoint(with: context.peer.roles) else {
      throw RPCError(
        .permissionDenied, reason: "MESH_PERMISSION_DENIED", zh: "调用方无权使用该方法。",
        en: "The caller may not use this method.",
        remedyZh: "请让管理员在配置的 allow 中为该身份的角色放行此方法。",
        remedyEn: "Ask the administrator to allow the method to one of the caller's roles.",
        details: [
          RPCError.Detail(key: "method", value: method.fullName),
          RPCError.Detail(key: "identity", value: context.peer.identity),
        ])
    }
  }

  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor {
    Self(allow: allow, roles: rolesAllowed(method))
  }

  private func rolesAllowed(_ method: MethodDescriptor) -> Set<String> {
    Set(allow.filter { $0.value.contains { Self.covers($0, method) } }.keys)
  }

  private static func covers(_ rule: String, _ method: MethodDescriptor) -> Bool {
    if rule == "*" || rule == method.service || rule == method.fullName { return true }
    return rule.hasSuffix(".*") && method.service.hasPrefix(rule.dropLast())
  }

  private static func isOpen(_ method: MethodDescriptor) -> Bool {
    method.service == "healthmesh.mesh.v1.Health"
      || method.service == "healthmesh.mesh.v1.Reflection"
  }
}
