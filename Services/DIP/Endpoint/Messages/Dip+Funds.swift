import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension FundSheet {
  /// - Throws: a `Problem` that names what is no area, period, amount or coefficient.
  init(_ message: Dip.FundSheet, storedAt: Timestamp) throws(Problem) {
    var pools: [Pool] = []
    for pool in message.pools {
      guard pool.poolFen >= 0, pool.regulationFen >= 0 else {
        throw Self.refused("基金金额为负", "an amount of a pool is negative")
      }
      pools.append(
        Pool(
          insuranceType: try Self.type(pool.insuranceType), pool: Money(fen: pool.poolFen),
          regulation: Money(fen: pool.regulationFen)))
    }
    var entries: [InstitutionEntry] = []
    for entry in message.institutions {
      if !entry.assessmentCoefficient.isEmpty {
        _ = try Decimal(parsing: entry.assessmentCoefficient)
      }
      if !entry.baseVolume.isEmpty, try Decimal(parsing: entry.baseVolume) < .zero {
        throw Self.refused("基准服务点数为负", "a base volume is negative")
      }
      entries.append(
        InstitutionEntry(
          institutionCode: try InstitutionCode(parsing: entry.institutionCode).text,
          insuranceType: try Self.type(entry.insuranceType),
          prepaid: Money(fen: entry.prepaidFen),
          auditDeduction: Money(fen: entry.auditDeductionFen),
          assessmentCoefficient: entry.assessmentCoefficient, baseVolume: entry.baseVolume))
    }
    var packages: [Package] = []
    for package in message.packages {
      guard let persons = Int64(exactly: package.insuredPersons), package.budgetFen >= 0,
        package.referredOutFen >= 0, !package.consortium.isEmpty
      else { throw Self.refused("医共体包干数据无效", "the figures of a package are not valid") }
      packages.append(
        Package(
          consortium: package.consortium, budget: Money(fen: package.budgetFen),
          insuredPersons: persons, referredOut: Money(fen: package.referredOutFen)))
    }
    guard let insured = Int64(exactly: message.insuredPersons), message.referredOutFen >= 0 else {
      throw Self.refused("参保人数或转外费用无效", "insured persons or referred-out cost is not valid")
    }
    self.init(
      region: try AreaCode(parsing: message.region).description,
      period: try SettlementPeriod(parsing: message.period).description, pools: pools,
      institutions: entries, insuredPersons: insured,
      referredOut: Money(fen: message.referredOutFen),
      advances: try AdvanceSource(message.advances), packages: packages, storedAt: storedAt)
    try refuseRepeated()
    try refuseMisplacedAdvances()
  }

  /// Advances stand on the year's sheet, and only where the sheet is their source.
  private func refuseMisplacedAdvances() throws(Problem) {
    let states = institutions.contains { $0.prepaid != .zero }
    if period.utf8.count > 4, states || advances != .unstated {
      throw Self.refused(
        "月度基金表不填预拨，预拨由月预结算计算",
        "a month's sheet states no advances: the month's settlement computes them")
    }
    if advances == .months, states {
      throw Self.refused(
        "预拨取自月预结算时，不得再填预拨金额", "with advances from the months the sheet states none of its own")
    }
  }

  private func refuseRepeated() throws(Problem) {
    guard Set(pools.map(\.insuranceType)).count == pools.count,
      Set(institutions.map { "\($0.institutionCode) \($0.insuranceType)" }).count
        == institutions.count,
      Set(packages.map(\.consortium)).count == packages.count
    else { throw Self.refused("险种、机构或医共体重复", "a pool, institution or package is there twice") }
  }

  private static func type(_ type: Dip.InsuranceType) throws(Problem) -> Int {
    guard InsuranceType(rawValue: UInt16(clamping: type.rawValue)) != nil else {
      throw refused("险种应为 310 或 390", "the insurance type is 310 or 390")
    }
    return Int(type.rawValue)
  }

  private static func refused(_ zh: String, _ en: String) -> Problem {
    Problem(
      .invalidInput, "DIP_FUNDS_INVALID", zh: "基金表无效：\(zh)",
      en: "the fund sheet is not valid: \(en)",
      remedyZh: "请修正后重新提交", remedyEn: "correct it and put it again")
  }

  /// What a settlement takes from the sheet.
  var settlementFunds: SettlementFunds {
    get throws(Problem) {
      var entries: [SettlementFunds.Institution] = []
      for entry in institutions {
        entries.append(
          SettlementFunds.Institution(
            code: entry.institutionCode, insurance: String(entry.insuranceType),
            prepaid: entry.prepaid, auditDeduction: entry.auditDeduction,
            assessment: entry.assessmentCoefficient.isEmpty
              ? nil : try Decimal(parsing: entry.assessmentCoefficient),
            baseVolume: entry.baseVolume.isEmpty ? nil : try Decimal(parsing: entry.baseVolume)))
      }
      return SettlementFunds(
        pools: pools.map {
          SettlementFunds.Pool(
            insurance: String($0.insuranceType), amount: $0.pool, regulation: $0.regulation)
        },
        institutions: entries,
        package: SettlementFunds.Package(
          insuredPersons: insuredPersons, referredOut: referredOut),
        packages: Dictionary(
          uniqueKeysWithValues: packages.map {
            (
              $0.consortium,
              SettlementFunds.Package(
                budget: $0.budget, insuredPersons: $0.insuredPersons,
                referredOut: $0.referredOut)
            )
          }))
    }
  }
}

extension Dip.FundSheet {
  init(_ sheet: FundSheet) {
    self.init(
      region: sheet.region, period: sheet.period,
      pools: sheet.pools.map {
        Dip.PoolFund(
          insuranceType: Dip.InsuranceType(rawValue: Int32($0.insuranceType)),
          poolFen: $0.pool.fen, regulationFen: $0.regulation.fen)
      },
      institutions: sheet.institutions.map {
        Dip.InstitutionFund(
          institutionCode: $0.institutionCode,
          insuranceType: Dip.InsuranceType(rawValue: Int32($0.insuranceType)),
          prepaidFen: $0.prepaid.fen, auditDeductionFen: $0.auditDeduction.fen,
          assessmentCoefficient: $0.assessmentCoefficient, baseVolume: $0.baseVolume)
      },
      version: UInt32(sheet.version), storedAt: sheet.storedAt.description,
      insuredPersons: UInt64(sheet.insuredPersons), referredOutFen: sheet.referredOut.fen,
      advances: Dip.AdvanceSource(sheet.advances),
      packages: sheet.packages.map {
        Dip.PackageFund(
          consortium: $0.consortium, budgetFen: $0.budget.fen,
          insuredPersons: UInt64($0.insuredPersons), referredOutFen: $0.referredOut.fen)
      })
  }
}

extension FundSheet.AdvanceSource {
  /// - Throws: `DIP_VALUE_UNKNOWN`.
  init(_ source: Dip.AdvanceSource) throws(Problem) {
    switch source {
    case .unspecified: self = .unstated
    case .sheet: self = .sheet
    case .months: self = .months
    default: throw Problem.valueUnknown("advances", source.rawValue)
    }
  }
}

extension Dip.AdvanceSource {
  init(_ source: FundSheet.AdvanceSource) {
    switch source {
    case .unstated: self = .unspecified
    case .sheet: self = .sheet
    case .months: self = .months
    }
  }
}

extension StoredInstitution {
  init(_ message: Dip.DipInstitution) throws(Problem) {
    guard message.level <= 3, ["", "T", "A", "B", "C"].contains(message.grade) else {
      throw Problem(
        .invalidInput, "DIP_INSTITUTION_INVALID", zh: "机构 \(message.code) 的级别或等次无效。",
        en: "Level or grade of institution \(message.code) is not valid.",
        remedyZh: "级别填 3、2、1 或 0；等次填 T、A、B、C 或留空。",
        remedyEn: "The level is 3, 2, 1 or 0; the grade T, A, B, C or empty.")
    }
    if !message.coefficient.isEmpty { _ = try Decimal(parsing: message.coefficient) }
    self.init(
      code: try InstitutionCode(parsing: message.code).text, name: message.name,
      level: Int(message.level), grade: message.grade, isTCM: message.tcm,
      areaCode: try AreaCode(parsing: message.areaCode).description,
      coefficient: message.coefficient)
  }
}

extension Dip.DipInstitution {
  init(_ stored: StoredInstitution) {
    self.init(
      code: stored.code, name: stored.name, level: UInt32(stored.level), grade: stored.grade,
      tcm: stored.isTCM, areaCode: stored.areaCode, coefficient: stored.coefficient)
  }
}

extension Dip.InstitutionCopy {
  init(_ copy: InstitutionCopy, isStale: Bool) {
    self.init(
      asOf: copy.asOf.description, institutions: UInt32(copy.institutions), digest: copy.digest,
      source: copy.source.rawValue, readAt: copy.readAt.description, stale: isStale,
      registryRecorded: UInt64(copy.registryRecorded))
  }
}
