import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

/// Where settlements learn about institutions: the registry service while it answers, otherwise the
/// last copy that was kept.
struct InstitutionDirectory: Sendable {
  let database: Database
  /// Nil in regions that run DIP without the registry.
  let registry: RegistryInstitutionsClient?
  let clock: @Sendable () -> Timestamp

  /// How long a settlement waits for the registry before it takes the kept copy.
  private static let patience = Duration.seconds(5)

  /// The institutions of a period, and whether they may be out of date.
  ///
  /// A copy that somebody put for the period's last day goes before everything: a region states its
  /// institutions itself. Throws `DIP_INSTITUTIONS_MISSING` when there is no copy at all.
  func institutions(
    region: AreaCode, period: SettlementPeriod
  ) async throws -> (copy: InstitutionCopy, isStale: Bool) {
    let day = period.lastDay
    let kept = try await database.read { try InstitutionTable.newest(asOf: day, in: $0) }
    if let kept, kept.source == .put || registry == nil { return (kept, false) }
    do {
      return (try await synchronise(region: region, from: period.firstDay, through: day), false)
    } catch let error as RPCError
      where error.code == .unavailable || error.code == .deadlineExceeded
    {
      let nearest = try await database.read { try InstitutionTable.nearest(to: day, in: $0) }
      guard let nearest else { throw Self.missing }
      return (nearest, true)
    }
  }

  /// Reads the institutions of a span of days from the registry and keeps the copy.
  func synchronise(
    region: AreaCode?, from first: Day, through last: Day
  ) async throws -> InstitutionCopy {
    guard let registry else { throw Self.missing }
    let answer = try await registry.institutionsAsOf(
      Registry.InstitutionsAsOfRequest(
        fromDay: first.description, toDay: last.description,
        area: region?.ancestor(at: .province)?.description ?? ""),
      options: CallOptions(timeout: Self.patience))
    let institutions = try Self.institutions(answer)
    let now = clock()
    return try await database.write { transaction in
      let newest = try InstitutionTable.newest(asOf: last, in: transaction)
      let digest = StoredInstitution.digest(of: institutions).description
      if let newest, newest.digest == digest, newest.source == .registry { return newest }
      return try InstitutionTable.insert(
        institutions, asOf: last, source: .registry,
        registryRecorded: Int64(clamping: answer.recorded), at: now, in: transaction)
    }
  }

  /// The last version of each institution that lists can name.
  private static func institutions(
    _ answer: Registry.InstitutionsAsOfResponse
  ) throws -> [StoredInstitution] {
    let count = answer.code.count
    guard
      [answer.insuranceCode.count, answer.name.count, answer.area.count].allSatisfy({ $0 == count }
      ),
      [answer.kind.count, answer.level.count, answer.grade.count].allSatisfy({ $0 == count })
    else {
      throw Problem(
        .dataLoss, "DIP_REGISTRY_ANSWER_MALFORMED", zh: "注册服务的应答各列长度不一致。",
        en: "The registry's answer has columns of different lengths.",
        remedyZh: "请核对两个服务的版本。", remedyEn: "Compare the versions of the two services.")
    }
    var institutions: [String: StoredInstitution] = [:]
    for row in 0..<count where !answer.insuranceCode[row].isEmpty {
      let code = answer.insuranceCode[row]
      // Rows of one institution come in the order of their days; the last one holds at the end.
      institutions[code] = StoredInstitution(
        code: code, name: answer.name[row], level: level(answer.level[row]),
        grade: grade(answer.grade[row]), isTCM: isTCM(answer.kind[row]),
        areaCode: answer.area[row], coefficient: "")
    }
    return institutions.values.sorted { $0.code < $1.code }
  }

  private static func level(_ value: UInt32) -> Int {
    switch Registry.InstitutionLevel(rawValue: Int32(clamping: value)) {
    case .tertiary: 3
    case .secondary: 2
    case .primary: 1
    default: 0
    }
  }

  private static func grade(_ value: UInt32) -> String {
    switch Registry.InstitutionGrade(rawValue: Int32(clamping: value)) {
    case .special: "T"
    case .a: "A"
    case .b: "B"
    case .c: "C"
    default: ""
    }
  }

  /// 中医、民族医、中西医结合医院: the three kinds that statistics count as TCM hospitals.
  private static func isTCM(_ value: UInt32) -> Bool {
    let kind = Registry.InstitutionKind(rawValue: Int32(clamping: value))
    return kind == .tcmHospital || kind == .ethnicMedicineHospital || kind == .integratedHospital
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
        code: stored.code, name: stored.name, level: stored.level, isTCM: stored.isTCM,
        coefficient: stored.coefficient.isEmpty ? nil : try Decimal(parsing: stored.coefficient)),
      area: try AreaCode(parsing: stored.areaCode))
  }
}
