/// Who may call what: roles by method. What no rule allows is denied.
public struct AccessTable: Sendable, Hashable {
  /// The role that every verified caller has.
  public static let anyone = "*"

  private var rolesByMethod: [String: Set<String>] = [:]
  private var rolesByService: [String: Set<String>] = [:]

  public init() {}

  /// Lets callers with any of the roles use the method, by full name (`service/method`), or all
  /// methods of a service (`service/*`).
  public mutating func allow(_ pattern: String, roles: Set<String>) {
    if pattern.hasSuffix("/*") {
      rolesByService[String(pattern.dropLast(2)), default: []].formUnion(roles)
    } else {
      rolesByMethod[pattern, default: []].formUnion(roles)
    }
  }

  /// The roles that may use the method.
  public func roles(for method: MethodDescriptor) -> Set<String> {
    (rolesByMethod[method.fullName] ?? []).union(rolesByService[method.service] ?? [])
  }
}
