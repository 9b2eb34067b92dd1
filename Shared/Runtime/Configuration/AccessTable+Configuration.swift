import Contract
import Mesh

extension AccessTable {
  /// The table that the rules of a configuration make over the methods of the contract and those
  /// that a service adds.
  ///
  /// A rule is `*`, a package (`healthmesh.dip.v1.*`), a service (`healthmesh.dip.v1.DipSettlement`)
  /// or a method (`healthmesh.dip.v1.DipSettlement/Estimate`). Health and reflection are open to
  /// every caller that got a connection.
  ///
  /// - Parameter rules: by role.
  init(rules: [String: [String]], methods: [MethodDescriptor]) {
    self.init()
    for method in Set(methods + ContractTable.methods.map(\.descriptor)) {
      let roles = rules.filter { $0.value.contains { Self.covers($0, method) } }.keys
      if !roles.isEmpty { allow(method.fullName, roles: Set(roles)) }
    }
    for service in ["healthmesh.mesh.v1.Health", "healthmesh.mesh.v1.Reflection"] {
      allow(service + "/*", roles: [AccessTable.anyone])
    }
  }

  private static func covers(_ rule: String, _ method: MethodDescriptor) -> Bool {
    if rule == "*" || rule == method.service || rule == method.fullName { return true }
    return rule.hasSuffix(".*") && method.service.hasPrefix(rule.dropLast())
  }
}
