import Quantities

/// Everything that a contract is made from (签约要素), looked up but not yet judged.
public struct ContractTerms: Sendable {
  public var resident: Resident
  public var team: Team
  /// nil means the team's leader on the first day.
  public var doctorID: String?
  public var package: ServicePackage
  public var validFrom: Day
  /// nil means the group that is best for the resident.
  public var feeGroup: PopulationGroup?

  public init(
    resident: Resident, team: Team, doctorID: String?, package: ServicePackage, validFrom: Day,
    feeGroup: PopulationGroup?
  ) {
    self.resident = resident
    self.team = team
    self.doctorID = doctorID
    self.package = package
    self.validFrom = validFrom
    self.feeGroup = feeGroup
  }

  /// The contract that these terms make, or why they make none.
  func contract(
    id: String, standing: ContractStanding, today: Day, rules: SigningRules
  ) throws(Problem) -> FamilyContract {
    try checkFirstDay(today: today, rules: rules)
    try checkAlive()
    let signatory = try team.signatory(doctorID, on: validFrom)
    try checkOffered()
    let fee = try package.fee(for: resident.groups(on: validFrom), asked: feeGroup)
    let until = try validFrom.adding(months: package.periodMonths)
    return FamilyContract(
      id: id, residentID: resident.id, teamID: team.id, institutionCode: team.institutionCode,
      doctorID: signatory.doctorID, packageCode: package.code, packageVersion: package.version,
      fee: fee, period: try DayInterval(from: validFrom, until: until), agreedUntil: until,
      standing: standing)
  }

  private func checkFirstDay(today: Day, rules: SigningRules) throws(Problem) {
    let lead = validFrom.days(since: today)
    guard lead >= -rules.backdatingDays, lead <= rules.leadDays else {
      throw Problem(
        .failedPrecondition, "CONTRACT_FIRST_DAY", zh: "签约起始日 \(validFrom) 超出允许范围",
        en: "the first day \(validFrom) is too far from today",
        remedyZh: "起始日可早于今日至多 \(rules.backdatingDays) 天，晚于今日至多 \(rules.leadDays) 天",
        remedyEn: "it may lie up to \(rules.backdatingDays) days back and \(rules.leadDays) ahead",
        details: [.init("valid_from", "\(validFrom)"), .init("today", "\(today)")])
    }
  }

  private func checkAlive() throws(Problem) {
    guard resident.isAlive(on: validFrom), resident.birthday <= validFrom else {
      throw Problem(
        .failedPrecondition, "RESIDENT_NOT_LIVING", zh: "该居民在签约起始日尚未出生或已死亡",
        en: "the resident is not living on the first day",
        remedyZh: "请核对居民档案和起始日", remedyEn: "check the resident's record and the first day",
        details: [.init("resident_id", resident.id), .init("valid_from", "\(validFrom)")])
    }
  }

  private func checkOffered() throws(Problem) {
    guard package.isOffered(on: validFrom) else {
      throw Problem(
        .failedPrecondition, "PACKAGE_NOT_OFFERED",
        zh: "服务包 \(package.code)（第 \(package.version) 版）在 \(validFrom) 不可签约",
        en: "package \(package.code) version \(package.version) is not offered on \(validFrom)",
        remedyZh: "请选择当日有效的服务包", remedyEn: "choose a package that is offered on that day",
        details: [.init("package_code", package.code), .init("valid_from", "\(validFrom)")])
    }
  }
}
