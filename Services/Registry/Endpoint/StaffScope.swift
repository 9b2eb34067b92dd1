import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Which institutions a question about people is about.
enum StaffScope: Sendable {
  case area(AreaCode)
  case consortium(RegistryCode)
  case institution(RegistryCode)

  /// Throws `REGISTRY_SCOPE_INVALID` unless exactly one is named.
  init(_ message: Registry.StaffScope?) throws(Problem) {
    let scope = message ?? Registry.StaffScope()
    switch (scope.area.isEmpty, scope.consortium.isEmpty, scope.institution.isEmpty) {
    case (false, true, true): self = .area(try AreaCode(parsing: scope.area))
    case (true, false, true): self = .consortium(try RegistryCode(parsing: scope.consortium))
    case (true, true, false): self = .institution(try RegistryCode(parsing: scope.institution))
    default:
      throw Problem(
        .invalidInput, "REGISTRY_SCOPE_INVALID", zh: "请指定区划、医联体、机构三者之一",
        en: "name an area, a consortium or an institution, and only one of them",
        remedyZh: "填写 area、consortium 或 institution",
        remedyEn: "fill in area, consortium or institution")
    }
  }

  /// The institutions it means on a day, by code.
  func institutions(
    on day: Day, _ reader: RegistryReader, _ knowledge: RegistryReader.Knowledge
  ) throws -> [Institution] {
    switch self {
    case .area(let area): return try knowledge.institutions(in: area, kinds: [], on: day)
    case .institution(let code):
      guard let found = try knowledge.institution(code, on: day) else {
        throw Problem.unknownFact(code.text, on: day)
      }
      return [found]
    case .consortium(let code):
      _ = try consortium(on: day, reader)
      return try reader.members(of: code, asOf: AsOf(day: day))
        .compactMap { try knowledge.institution($0.fact.institution, on: day) }
        .sorted { $0.code < $1.code }
    }
  }

  /// The consortium it means; nil when it means none.
  func consortium(on day: Day, _ reader: RegistryReader) throws -> Consortium? {
    guard case .consortium(let code) = self else { return nil }
    guard let found = try reader.consortium(code, asOf: AsOf(day: day)) else {
      throw Problem.unknownFact(code.text, on: day)
    }
    return found.fact
  }
}
