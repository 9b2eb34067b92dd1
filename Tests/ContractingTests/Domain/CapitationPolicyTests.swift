import ContractingDomain
import Quantities
import Testing

struct CapitationPolicyTests {
  @Test func theSamplePolicyReads() throws {
    let policy = try CapitationPolicy(
      document: Repository.text("Deploy/contracting/capitation.yaml"))
    #expect(policy.id == "sample-2025")
    #expect(
      policy.assumedKeys == [
        "base", "weights.age_sex", "weights.tier", "weights.groups", "weights.chronic", "budget",
        "eligibility",
      ])
  }

  @Test func marksStayWithTheirPart() throws {
    let policy = try CapitationPolicy(document: Sample.policy())
    #expect(policy.assumedKeys == ["weights.age_sex"])
    #expect(policy.base.amount(for: [.elderly]).money == Money(fen: 12_000))
    #expect(policy.base.amount(for: [.hypertension]).money == Money(fen: 24_000))
  }

  @Test(arguments: [
    ("policy: test", "polisy: test", "DOCUMENT_KEY_MISSING", "policy"),
    ("title: 测试办法", "title: 测试办法\ncomment: 1", "DOCUMENT_KEY_UNKNOWN", "comment"),
    ("period: year", "period: week", "DOCUMENT_VALUE_INVALID", "base.period"),
    ("\"120.00\"", "\"-1\"", "DOCUMENT_VALUE_INVALID", "base.default"),
    ("from: 0,", "from: 1,", "DOCUMENT_VALUE_INVALID", "weights.age_sex.bands[0].from"),
    ("from: 65", "from: 7", "DOCUMENT_VALUE_INVALID", "weights.age_sex.bands[2].from"),
    (
      "male: \"1.3\"", "male: \"1.30001\"", "DOCUMENT_VALUE_INVALID",
      "weights.age_sex.bands[0].male"
    ),
    ("male: \"1.3\"", "male: 1e3", "DECIMAL_INVALID", "weights.age_sex.bands[0].male"),
    (
      "maternal: \"1.4\"", "mothers: \"1.4\"", "DOCUMENT_VALUE_INVALID",
      "weights.groups.values.mothers"
    ),
    (
      "maternal: \"1.4\"", "general: \"1.4\"", "DOCUMENT_VALUE_INVALID",
      "weights.groups.values.general"
    ),
    ("[\"1\", \"1.3\", \"1.5\"]", "[]", "DOCUMENT_VALUE_INVALID", "weights.chronic.by_count"),
    ("mode: open", "mode: fixed", "DOCUMENT_KEY_MISSING", "budget.month"),
    ("mode: open", "mode: open\n  month: \"5\"", "DOCUMENT_KEY_UNKNOWN", "budget.month"),
    ("\"310\", \"390\"", "\"311\"", "DOCUMENT_VALUE_INVALID", "eligibility.insurance"),
    (
      "valid_from: 2025-01", "valid_from: 2025-01\nvalid_until: 2025-01",
      "DOCUMENT_VALUE_INVALID", "valid_until"
    ),
  ])
  func aWrongPolicyIsRefusedWithItsPlace(
    old: String, new: String, expected: String, path: String
  ) throws {
    do {
      _ = try CapitationPolicy(document: Sample.policy([(old, new)]))
      Issue.record("\(new) was accepted")
    } catch {
      #expect(error.code == expected)
      #expect(error.details.first { $0.key == "path" }?.value == path)
      #expect(error.details.first { $0.key == "line" }.map { $0.value != "0" } == true)
    }
  }

  @Test(arguments: ["", "- a\n- b\n", "a: [", "policy: a\npolicy: b\n"])
  func whatIsNoDocumentIsRefused(text: String) {
    #expect(code { _ = try CapitationPolicy(document: text) }?.hasPrefix("DOCUMENT_NOT") == true)
  }
}
