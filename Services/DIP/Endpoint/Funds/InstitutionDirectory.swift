import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Where settlements learn about institutions: this service's copy of the registry, which goes on
/// while the registry is away.
struct InstitutionDirectory: Sendable {
  let database: Database
  /// Keeps the copy; nil in regions that run DIP without the registry.
  let registry: EventConsumer?
  let clock: @Sendable () -> Timestamp

  /// How long a settlement waits for the registry's newest events before it takes the copy as it is.
  let patience: Duration

  /// The institutions of a period, and whether they may be out of date.
  ///
  /// A copy that somebody put for the period's last day goes before everything: a region states its
  /// institutions itself. Throws `DIP_INSTITUTIONS_MISSING` when there is no copy at all.
  func institutions(
    region: AreaCode, period: SettlementPeriod
  ) async throws -> (copy: InstitutionCopy, isStale: Bool) {
    let day = period.lastDay
    let kept = try await database.read { try InstitutionTable.newest(asOf: day, in: $0) }
    guard let registry else {
      if let kept { return (kept, false) }
      return (try await nearest(to: day), true)
    }
    if let kept, kept.source == .put { return (kept, false) }
    var isStale = false
    do {
      try await registry.catchUp(within: patience)
    } catch let error as RPCError
      where error.code == .unavailable || error.code == .deadlineExceeded
    {
      isStale = true
    }
    let province = region.ancestor(at: .province) ?? region
    if let copy = try await keep(registry, province, period.firstDay...day) {
      return (copy, isStale)
    }
    return (try await nearest(to: day), true)
  }

  /// The copy of the day that is nearest; better one of before than one of after.
  private func nearest(to day: Day) async throws -> InstitutionCopy {
    let found = try await database.read { try InstitutionTable.nearest(to: day, in: $0) }
    guard let found else { throw Self.missing }
    return found
  }

  /// Keeps the institutions that the registry knows now for a day.
  func synchronise(region: AreaCode?, on day: Day) async throws -> InstitutionCopy {
    guard let registry else { throw Self.missing }
    try await registry.catchUp(within: patience)
    guard let copy = try await keep(registry, region, day...day) else { throw Self.missing }
    return copy
  }

  /// Keeps the institutions of a span of days as the copy of the registry has them; nil when there
  /// is no copy of the registry yet.
  private func keep(
    _ registry: EventConsumer, _ area: AreaCode?, _ days: ClosedRange<Day>
  ) async throws -> InstitutionCopy? {
    let found = try await database.read { connection in
      let facts = RegistryFacts(connection)
      return try facts.recorded(of: registry).map {
        (
          recorded: $0, institutions: try Self.institutions(facts, in: area, days),
          consortia: try RegistryConsortia(facts, days).consortia(in: area)
        )
      }
    }
    guard let found else { return nil }
    let now = clock()
    return try await database.write { transaction in
      let newest = try InstitutionTable.newest(asOf: days.upperBound, in: transaction)
      let digest = StoredInstitution.digest(
        of: found.institutions, found.consortia
      ).description
      if let newest, newest.digest == digest, newest.source == .registry { return newest }
      return try InstitutionTable.insert(
        found.institutions, consortia: found.consortia, asOf: days.upperBound,
        source: .registry, registryRecorded: found.recorded, at: now, in: transaction)
    }
  }

  /// The last version of each institution that lists can name.
  private static func institutions(
    _ facts: RegistryFacts, in area: AreaCode?, _ days: ClosedRange<Day>
  ) throws -> [StoredInstitution] {
    var institutions: [String: StoredInstitution] = [:]
    try facts.forEach(.institutions, heldWithin: days, as: Registry.Institution.self) { fact in
      guard !fact.insuranceCode.isEmpty else { return }
      if let area, try !area.contains(AreaCode(parsing: fact.area)) { return }
      // Versions of one institution come in the order of their days; the last one holds at the end.
      institutions[fact.insuranceCode] = StoredInstitution(
        code: fact.insuranceCode, name: fact.name, level: level(fact.level),
        grade: grade(fact.grade), isTCM: isTCM(fact.kind), areaCode: fact.area, coefficient: "")
    }
    return institutions.values.sorted { $0.code < $1.code }
  }

  private static func level(_ level: Registry.InstitutionLevel) -> Int {
    switch level {
    case .tertiary: 3
    case .secondary: 2
    case .primary: 1
    default: 0
    }
  }

  private static func grade(_ grade: Registry.InstitutionGrade) -> String {
    switch grade {
    case .special: "T"
    case .a: "A"
    case .b: "B"
    case .c: "C"
    default: ""
    }
  }

  /// 中医、民族医、中西医结合医院: the three kinds that statistics count as TCM hospitals.
  private static func isTCM(_ kind: Registry.InstitutionKind) -> Bool {
    kind == .tcmHospital || kind == .ethnicMedicineHospital || kind == .integratedHospital
  }

  private static let missing = Problem(
    .failedPrecondition, "DIP_INSTITUTIONS_MISSING",
    zh: "没有机构名单：注册服务不可用，也没有保存的副本。",
    en: "There are no institutions: the registry does not answer and no copy was kept.",
    remedyZh: "请启动注册服务，或直接提交机构名单。",
    remedyEn: "Start the registry service, or put the institutions directly.")
}

extension RegionInstitution {
  init(_ stored: StoredInstitution) throws(Problem) {
    self.init(
      scoring: ScoringInstitution(
        code: stored.code, name: stored.name, level: stored.level, grade: stored.grade,
        isTCM: stored.isTCM,
        coefficient: stored.coefficient.isEmpty ? nil : try Decimal(parsing: stored.coefficient)),
      area: try AreaCode(parsing: stored.areaCode))
  }
}
