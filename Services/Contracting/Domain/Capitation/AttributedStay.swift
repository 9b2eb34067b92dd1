import Quantities

/// A resident's days with one team in a month (归属人日), with everything that weighs them: the input
/// of one line.
public struct AttributedStay: Sendable, Hashable {
  public let contractID: String
  public let residentID: String
  public let teamID: String
  public let institutionCode: String
  public let days: DayInterval
  /// Completed years on the first of these days.
  public let age: Int
  public let sex: Sex
  /// Tier of the contract's package.
  public let tier: String
  /// Key groups on the first of these days, in order.
  public let groups: [PopulationGroup]
  public let insurance: InsuranceType

  public init(
    contractID: String, residentID: String, teamID: String, institutionCode: String,
    days: DayInterval, age: Int, sex: Sex, tier: String, groups: [PopulationGroup],
    insurance: InsuranceType
  ) {
    self.contractID = contractID
    self.residentID = residentID
    self.teamID = teamID
    self.institutionCode = institutionCode
    self.days = days
    self.age = age
    self.sex = sex
    self.tier = tier
    self.groups = groups
    self.insurance = insurance
  }

  /// The days of a contract in a month; nil when there are none. Days before birth and from death
  /// on do not count.
  public init?(
    contractID: String, teamID: String, institutionCode: String, period: DayInterval, tier: String,
    resident: Resident, month: Month
  ) throws(Problem) {
    var days = try period.intersection(DayInterval(month))
    if let death = resident.deceasedOn { days = days.ending(before: death) }
    guard !days.isEmpty, resident.birthday <= days.from else { return nil }
    self.init(
      contractID: contractID, residentID: resident.id, teamID: teamID,
      institutionCode: institutionCode, days: days, age: resident.age(on: days.from),
      sex: resident.sex, tier: tier, groups: resident.groups(on: days.from),
      insurance: resident.insurance)
  }

  /// Order of lines and of ties: it depends on codes alone, never on the order of reading.
  static func precedes(_ a: AttributedStay, _ b: AttributedStay) -> Bool {
    if a.residentID != b.residentID { return a.residentID < b.residentID }
    if a.days.from != b.days.from { return a.days.from < b.days.from }
    return a.contractID < b.contractID
  }

  /// Adds everything that bears on money to a digest.
  func add(to hasher: inout SHA256Hasher) {
    for text in [contractID, residentID, teamID, institutionCode, sex.rawValue, tier] {
      hasher.update(text)
      hasher.update([0])
    }
    hasher.update(groups.map(\.rawValue).joined(separator: ","))
    hasher.update([0])
    hasher.update(insurance.rawValue)
    hasher.update([0])
    hasher.update(Int64(days.from.number))
    hasher.update(Int64(days.until.number))
    hasher.update(Int64(age))
  }
}
