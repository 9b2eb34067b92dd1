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
  /// 不可作为主要诊断: full codes.
  public let excludedDiagnoses: [DiagnosisCode]
  public let excludedProcedures: [ProcedureCode: ProcedureExclusion]
  /// 结核耐药诊断列表
  public let drugResistantDiagnoses: [DiagnosisCode]
  public let procedureClasses: [ProcedureCode: ProcedureClass]
  /// All codes that lists may carry (编码库); nil when the catalogue has no such lists.
  public let codes: CodeTable?
  /// SHA-256 of the content in canonical order: two catalogues with the same rules have the same
  /// hash, however their rows are ordered.
  public let hash: SHA256Digest

  init(
    manifest: CatalogueManifest, groups: [DiseaseGroup], excludedDiagnoses: [DiagnosisCode],
    excludedProcedures: [ProcedureCode: ProcedureExclusion],
    drugResistantDiagnoses: [DiagnosisCode], procedureClasses: [ProcedureCode: ProcedureClass],
    codes: CodeTable?
  ) {
    name = manifest.name
    version = manifest.version
    title = manifest.title
    hasFictionalScores = manifest.hasFictionalScores
    self.groups = groups.sorted {
      ($0.kind.rawValue, $0.sequence, $0.code) < ($1.kind.rawValue, $1.sequence, $1.code)
    }
    self.excludedDiagnoses = Array(Set(excludedDiagnoses)).sorted { $0.key.bits < $1.key.bits }
    self.excludedProcedures = excludedProcedures
    self.drugResistantDiagnoses = Array(Set(drugResistantDiagnoses))
      .sorted { $0.key.bits < $1.key.bits }
    self.procedureClasses = procedureClasses
    self.codes = codes
    var lines: [String] = [manifest.name, manifest.version]
    lines += self.groups.map(\.canonicalText)
    lines += self.excludedDiagnoses.map { "诊断排除\t\($0)" }
    lines += excludedProcedures.map { "手术排除\t\($0.key)\t\($0.value.canonicalText)" }.sorted()
    lines += self.drugResistantDiagnoses.map { "耐药\t\($0)" }
    lines += procedureClasses.map { "类别\t\($0.key)\t\($0.value.term)" }.sorted()
    lines += codes?.canonicalLines ?? []
    var hasher = SHA256Hasher()
    for line in lines {
      hasher.update(line)
      hasher.update("\n")
    }
    hash = hasher.finish()
  }

  /// Index of a group by its code.
  public func index(of code: String) -> Int? { groups.firstIndex { $0.code == code } }

  /// Groups of the five core kinds.
  public var coreGroupCount: Int { groups.filter { $0.kind != .composite }.count }
  public var compositeGroupCount: Int { groups.count - coreGroupCount }
}

extension DiseaseGroup {
  /// All that decides about cases and money, on one line.
  fileprivate var canonicalText: String {
    let means = referenceMeans.map { reference, amount in
      "\(reference.insurance ?? "*")/\(reference.level.map(String.init) ?? "*")=\(amount)"
    }
    let fields: [String] = [
      "病种", code, kind.code, String(sequence), name,
      diagnoses.map(\.description).sorted().joined(separator: "|"),
      looksAtAnyDiagnosis ? "任意诊断" : "主要诊断", mainProcedures.description,
      looksAtAnyProcedure ? "任意手术操作" : "主要手术操作", relatedProcedures.description,
      conditions.map(\.description).sorted().joined(separator: ";"), procedureClass?.term ?? "",
      isTCM ? "中医" : "", isPrimaryCare ? "基层" : "", primaryCareCoefficient?.description ?? "",
      score?.description ?? "", means.sorted().joined(separator: ";"),
    ]
    return fields.joined(separator: "\t")
  }
}

extension ProcedureExclusion {
  fileprivate var canonicalText: String {
    guard case .mainWithin(let patterns) = self else { return term }
    return term + "\t" + patterns.map(\.description).sorted().joined(separator: "|")
  }
}
