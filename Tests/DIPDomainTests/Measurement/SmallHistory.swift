import DIPDomain
import Quantities
import Tabular

/// A history put together case by case, with a small catalogue and two institutions a level.
struct SmallHistory {
  static let region = "990100"

  var groups: [String] = []
  var scores: [String] = []
  var primaryCare: [String] = []
  var classes = ["47.0100,手术", "54.2100,诊断性操作", "51.2300,手术", "96.0400,治疗性操作"]
  var firstYear = 2022
  var years: [CaseColumns]
  var policy: Policy

  init(years: Int = 3, policy text: PolicyText = PolicyText()) throws {
    self.years = [CaseColumns](repeating: CaseColumns(), count: years)
    policy = try text.policy()
    policy.pools = PoolPolicy(types: ["310", "390"], merged: false)
    policy.measurement.coreThreshold = .cases(1)
    policy.measurement.keepsTotalScore = false
  }

  static func institution(level: Int, number: Int = 0) -> String {
    "H9901000000\(level + 4 * number)"
  }

  var institutions: [RegionInstitution] {
    get throws {
      try (0..<8).map { index in
        RegionInstitution(
          scoring: ScoringInstitution(
            code: Self.institution(level: index % 4, number: index / 4), name: "\(index)",
            level: index % 4), area: try AreaCode(parsing: "990102"))
      }
    }
  }

  mutating func add(
    year: Int, _ diagnosis: String, _ procedures: [String] = [], level: Int = 3,
    pool: InsuranceType = .employee, yuan: String, age: Int = 40, icuDays: Int32 = 0,
    institution: String? = nil
  ) throws {
    let discharge = try Day(year: firstYear + year, month: 6, day: 10)
    let cost = try Money(parsing: yuan)
    years[year].append(
      try Case(
        id: "S\(year)-\(years[year].count)", version: 1, person: "P",
        institution: institution ?? Self.institution(level: level), insurance: pool,
        area: 990_102, gender: .female,
        birthDay: Day(year: firstYear + year - age, month: 1, day: 1),
        admission: LocalMinute(day: discharge.adding(days: -5)),
        discharge: LocalMinute(day: discharge), dischargeWay: .onAdvice, birthWeightGrams: nil,
        diagnosisText: diagnosis, procedureText: procedures.joined(separator: "|"),
        icuDays: icuDays, cost: CaseCost(total: cost, fund: .zero, patient: cost)))
  }

  var files: [CatalogueFile] {
    var texts: [(CatalogueManifest.Role, String, [String])] = [
      (
        .groups,
        "kind,seq,main_diagnosis_codes,main_procedure_codes,related_procedure_codes,procedure_class,tcm,group_name",
        groups
      )
    ]
    if !scores.isEmpty { texts.append((.scores, "code,score,mean", scores)) }
    if !primaryCare.isEmpty {
      texts.append((.primaryCare, "main_diagnosis_codes,main_procedure_codes", primaryCare))
    }
    if !classes.isEmpty { texts.append((.procedureClasses, "code,class", classes)) }
    var manifest = CatalogueManifest(
      name: "small", version: "1", title: Bilingual(zh: "小", en: "small"),
      hasFictionalScores: true, files: [:])
    var files: [CatalogueFile] = []
    for (role, header, rows) in texts {
      let text = ([header] + rows).joined(separator: "\n") + "\n"
      manifest.files[role] = "\(role.rawValue).csv"
      manifest.rows[role] = rows.count
      files.append(CatalogueFile(name: "\(role.rawValue).csv", content: Array(text.utf8)))
    }
    return files + [CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv)]
  }

  /// The inputs, with the lists in a given order.
  func inputs(shuffled random: inout SeededRandom) throws -> CatalogueMeasurement.Inputs {
    try inputs { Array(0..<$0.count).shuffled(using: &random) }
  }

  func inputs(
    order: (CaseColumns) -> [Int] = { Array(0..<$0.count) }
  ) throws -> CatalogueMeasurement.Inputs {
    let reading = CatalogueReader.read(files)
    guard let base = reading.catalogue else { throw reading.errors[0].problem }
    let history = try years.enumerated().map { index, lists in
      var columns = CaseColumns()
      for position in order(lists) { columns.append(lists[position]) }
      return ScoreHistory.Year(
        year: try Year(firstYear + index), lists: columns,
        listDigest: SHA256Digest(of: "\(index)"), institutions: try institutions)
    }
    return CatalogueMeasurement.Inputs(
      history: ScoreHistory(region: try AreaCode(parsing: Self.region), years: history),
      base: base, files: files, policy: policy)
  }

  func measure(threads: Int = 1) throws -> CatalogueMeasurement {
    try CatalogueMeasurement(inputs(), threads: threads)
  }
}

extension CatalogueFinding {
  fileprivate var problem: Problem {
    Problem(
      .invalidInput, issue.code, zh: issue.description, en: issue.description, remedyZh: "",
      remedyEn: "")
  }
}

extension CatalogueMeasurement {
  func group(_ code: String) -> MeasuredGroup? { report.groups.first { $0.code == code } }
}
