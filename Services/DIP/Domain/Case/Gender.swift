/// Sex on the settlement list (性别, GB/T 2261.1).
public enum Gender: UInt8, Sendable, Hashable, CaseIterable, Codable {
  case unknown = 0
  case male = 1
  case female = 2
  case notStated = 9
}
