import ContractingDomain
import Quantities

/// Residents, teams and packages that tests are made of.
enum Sample {
  static func day(_ text: String) throws -> Day { try Day(parsing: text) }

  static func interval(_ from: String, _ until: String) throws -> DayInterval {
    try DayInterval(from: day(from), until: day(until))
  }

  static func identity(_ number: Int, born: String = "19700101") throws -> ResidentIdentityNumber {
    let sequence = String(number % 1000)
    let area = 150_000 + number / 1000
    return try ResidentIdentityNumber(
      completing: "\(area)\(born)" + String(repeating: "0", count: 3 - sequence.count) + sequence)
  }

  static func entry(
    _ number: Int, born: String = "19700101", insurance: InsuranceType = .resident,
    groups: [GroupMembership] = []
  ) throws -> ResidentEntry {
    ResidentEntry(
      identity: try identity(number, born: born), recordNumber: residentID(number),
      name: "居民\(number)", area: try AreaCode(parsing: "152201001001"), grid: "G01",
      insurance: insurance, deceasedOn: nil, memberships: groups)
  }

  static func residentID(_ number: Int) -> String {
    let digits = String(number)
    return "R" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  static func resident(
    _ number: Int, born: String = "19700101", insurance: InsuranceType = .resident,
    groups: [GroupMembership] = []
  ) throws -> Resident {
    try entry(number, born: born, insurance: insurance, groups: groups)
      .resident(id: residentID(number))
  }

  /// Team `T1` of institution `H1` with the leader `T1-L` and the doctor `T1-D`.
  static func team(_ number: Int, institution: Int? = nil) throws -> Team {
    let id = "T\(number)"
    let from = try day("2020-01-01")
    return Team(
      id: id, name: "团队\(number)", institutionCode: "H\(institution ?? number)",
      institutionName: "卫生院\(institution ?? number)", area: try AreaCode(parsing: "152201001"),
      members: [
        TeamMember(
          doctorID: "\(id)-L", name: "队长", role: .leader, validFrom: from, validUntil: nil),
        TeamMember(
          doctorID: "\(id)-D", name: "医生", role: .doctor, validFrom: from, validUntil: nil),
        TeamMember(
          doctorID: "\(id)-N", name: "护士", role: .nurse, validFrom: from, validUntil: nil),
      ])
  }

  static func fee(_ group: PopulationGroup = .general) throws -> PackageFee {
    try PackageFee(
      group: group, price: Money(fen: 7000), fund: Money(fen: 4000),
      publicHealth: Money(fen: 3000), personalAccount: .zero, ownPayment: .zero)
  }

  static func package(
    code: String = "BASIC", months: Int = 12, tier: String = "basic"
  ) throws -> ServicePackage {
    ServicePackage(
      code: code, version: 1, name: "基础服务包", kind: .basic, tier: tier, periodMonths: months,
      groups: [], fees: [try fee()], items: [], validFrom: try day("2020-01-01"), validUntil: nil,
      source: "test", isAssumed: true)
  }

  static func terms(
    _ number: Int = 1, team: Int = 1, from: String = "2025-01-01", months: Int = 12
  ) throws -> ContractTerms {
    ContractTerms(
      resident: try resident(number), team: try Sample.team(team), doctorID: nil,
      package: try package(months: months), validFrom: try day(from), feeGroup: nil)
  }

  /// A document with these lines replaced: text → text.
  static func policy(_ changes: [(String, String)] = []) -> String {
    var document = """
      policy: test
      title: 测试办法
      source: test
      valid_from: 2025-01
      base:
        period: year
        default: "120.00"
        groups: { hypertension: "240.00" }
      weights:
        age_sex:
          bands:
            - { from: 0, male: "1.3", female: "1.25" }
            - { from: 7, male: "0.7", female: "0.75" }
            - { from: 65, male: "1.6", female: "1.55" }
          assumed: true
        tier:
          values: { basic: "1", middle: "1.2" }
        groups:
          combine: highest
          values: { maternal: "1.4", disability: "1.3" }
        chronic:
          groups: [hypertension, diabetes]
          by_count: ["1", "1.3", "1.5"]
      budget:
        mode: open
      eligibility:
        insurance: ["310", "390"]

      """
    for (old, new) in changes {
      precondition(document.contains(old), "the sample policy has “\(old)”")
      document = document.split(separator: old, omittingEmptySubsequences: false)
        .joined(separator: new)
    }
    return document
  }
}
