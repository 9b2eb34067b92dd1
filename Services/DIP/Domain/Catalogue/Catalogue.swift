import Quantities

/// A version of a region's disease groups (病种目录) with its lists; immutable.
public struct Catalogue: Sendable, Hashable {
  public let name: String
  public let version: String
  public let title: Bilingual
  /// Scores and means are made up, for trials; statements say so.
  public let hasFictionalScores: Bool
  /// In order of kind, sequence and code, whatever the order in the files.
  public let groups: [DiseaseGroup]
  /// 辅助目录
  public let auxiliary: AuxiliaryTable
  /// The classes of all tables together, the first table that lists a code deciding.
  public let procedureClasses: [ProcedureCode: ProcedureClass]
  let lists: CatalogueLists
  private let indexes: [String: Int]
  /// SHA-256 of the content in canonical order: two catalogues with the same rules have the same
  /// hash, however their rows are ordered.
  public let hash: SHA256Digest

  init(manifest: CatalogueManifest, groups: [DiseaseGroup], lists: CatalogueLists) {
    var lists = lists
    lists.sort()
    let groups = groups.sorted {
      ($0.kind.rawValue, $0.sequence, $0.code) < ($1.kind.rawValue, $1.sequence, $1.code)
    }
    var hasher = SHA256Hasher()
    for line in [manifest.name, manifest.version] + groups.map(\.canonicalText)
      + lists.canonicalLines
    {
      hasher.update(line)
      hasher.update("\n")
    }
    self.init(
      name: manifest.name, version: manifest.version, title: manifest.title,
      hasFictionalScores: manifest.hasFictionalScores, groups: groups, lists: lists,
      hash: hasher.finish())
  }

  /// A catalogue whose parts are in order and whose hash is known.
  init(
    name: String, version: String, title: Bilingual, hasFictionalScores: Bool,
    groups: [DiseaseGroup], lists: CatalogueLists, hash: SHA256Digest
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.hasFictionalScores = hasFictionalScores
    self.groups = groups
    self.lists = lists
    self.hash = hash
    indexes = Dictionary(
      groups.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    auxiliary = AuxiliaryTable(lists.auxiliary, groups: indexes)
    procedureClasses = Self.merged(lists.procedureClassTables).mapValues(\.procedureClass)
  }

  /// Index of a group by its code.
  public func index(of code: String) -> Int? { indexes[code] }

  /// Groups of the five core kinds.
  public var coreGroupCount: Int { groups.count { $0.kind != .composite } }
  public var compositeGroupCount: Int { groups.count - coreGroupCount }
}

extension Catalogue {
  /// 不可作为主要诊断: full codes.
  public var excludedDiagnoses: [DiagnosisCode] { lists.excludedDiagnoses }
  public var excludedProcedures: [ProcedureCode: ProcedureExclusion] { lists.excludedProcedures }
  /// 结核耐药诊断列表
  public var drugResistantDiagnoses: [DiagnosisCode] { lists.drugResistantDiagnoses }
  /// In the order in which the file names them.
  public var procedureClassTables: [ProcedureClassTable] { lists.procedureClassTables }
  /// All codes that lists may carry (编码库); nil when the catalogue has no such lists.
  public var codes: CodeTable? { lists.codes }
  /// 并发症与合并症
  public var complications: ComplicationTable { lists.complications }
  /// 合并症指数
  public var comorbidities: ComorbidityTable { lists.comorbidities }
  /// 手术级别, 1 to 4.
  public var surgeryLevels: CodeList<UInt8> { lists.surgeryLevels }
  public var diagnosisMapping: CodeMapping { lists.diagnosisMapping }
  public var procedureMapping: CodeMapping { lists.procedureMapping }
  /// 新技术 add-ons, in the order of the codes.
  public var newTechnologies: [NewTechnology] { lists.newTechnology }
  /// Add-on scores by procedure.
  public var newTechnology: [CodeKey: Decimal] {
    Dictionary(uniqueKeysWithValues: lists.newTechnology.map { ($0.code.key, $0.score) })
  }

  /// The classes of procedures by the tables that a policy names, the first that lists a code
  /// deciding; all tables of the file in its order when it names none. A name that no table has adds
  /// nothing.
  public func procedureClasses(
    of names: [String]
  ) -> [ProcedureCode: ProcedureClassTable.Entry] {
    guard !names.isEmpty else { return Self.merged(procedureClassTables) }
    return Self.merged(
      names.compactMap { name in procedureClassTables.first { $0.name == name } })
  }

  private static func merged(
    _ tables: [ProcedureClassTable]
  ) -> [ProcedureCode: ProcedureClassTable.Entry] {
    guard var all = tables.first?.entries else { return [:] }
    for table in tables.dropFirst() { all.merge(table.entries) { first, _ in first } }
    return all
  }
}

extension DiseaseGroup {
  /// All that decides about cases and money, on one line.
  fileprivate var canonicalText: String {
    let means = referenceMeans.map { reference, amount in
      "\(reference.insurance ?? "*")/\(reference.level.map(String.init) ?? "*")=\(amount)"
    }
    var fields: [String] = [
      "病种", code, kind.code, String(sequence), name,
      diagnoses.map(\.description).sorted().joined(separator: "|"),
      looksAtAnyDiagnosis ? "任意诊断" : "主要诊断", mainProcedures.description,
      looksAtAnyProcedure ? "任意手术操作" : "主要手术操作", relatedProcedures.description,
      conditions.map(\.description).sorted().joined(separator: ";"), classTerm,
      isTCM ? "中医" : "", isPrimaryCare ? "基层" : "", primaryCareCoefficient?.description ?? "",
      score?.description ?? "", means.sorted().joined(separator: ";"),
    ]
    if let surgeryLevel { fields.append("\(surgeryLevel)级手术") }
    return fields.joined(separator: "\t")
  }

  /// The class of a composite group as files write it; empty for other kinds.
  var classTerm: String {
    guard let procedureClass else { return "" }
    return ProcedureClassTable.Entry(procedureClass, division: procedureDivision).term
  }
}
