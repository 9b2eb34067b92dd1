/// Sex (性别) as the identity number states it; capitation weights differ by it.
public enum Sex: String, Sendable, Hashable, CaseIterable {
  case male, female
}
