import Quantities
import RegistryDomain
import Store

/// Decisions against rules as they lie in three columns: several are separated by "|", none is NULL.
struct StoredOverrides {
  let rules: String?
  let reasons: String?
  let deciders: String?

  init(_ overrides: [RuleOverride]) {
    func joined(_ part: (RuleOverride) -> String) -> String? {
      overrides.isEmpty ? nil : overrides.map(part).joined(separator: "|")
    }
    rules = joined(\.rule.rawValue)
    reasons = joined(\.reason)
    deciders = joined(\.decidedBy)
  }

  init(_ row: RowCursor, from first: Int) throws {
    rules = try row.textOrNil(first)
    reasons = try row.textOrNil(first + 1)
    deciders = try row.textOrNil(first + 2)
  }

  func values() throws -> [RuleOverride] {
    let said = zip((reasons ?? "").split(separator: "|"), (deciders ?? "").split(separator: "|"))
    return try zip((rules ?? "").split(separator: "|"), said).map { rule, said in
      try RuleOverride(
        rule: RegistryRule.stored(String(rule)), reason: String(said.0), decidedBy: String(said.1))
    }
  }
}
