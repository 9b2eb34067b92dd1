import Quantities
import Tabular

/// The first file of a catalogue, `manifest.csv`: rows of key and value that name the catalogue and
/// its files.
///
/// ```
/// key,value
/// name,sample
/// version,2025.1
/// file:groups,groups.csv
/// rows:groups,210
/// sha256:groups,9f86d081…
/// ```
public struct CatalogueManifest: Sendable, Hashable {
  /// The files that a catalogue can have.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case groups
    /// Local groups (本地病种): columns of the groups file; kind BD where it says none.
    case local
    case scores
    case primaryCare = "primary_care"
    /// 中医优势病种, by group code.
    case tcmGroups = "tcm_groups"
    /// 辅助目录: coefficients of auxiliary types for single groups.
    case auxiliary
    case excludedDiagnoses = "excluded_diagnoses"
    case excludedProcedures = "excluded_procedures"
    case drugResistant = "drug_resistant"
    case procedureClasses = "procedure_classes"
    /// 手术级别, 1 to 4.
    case surgeryLevels = "surgery_levels"
    /// 并发症与合并症 (CC, MCC).
    case complications
    /// Main diagnoses with which a complication does not count (排除表).
    case complicationExclusions = "complication_exclusions"
    /// 合并症指数 (CCI).
    case comorbidities
    /// 新技术 add-on scores by procedure.
    case newTechnology = "new_technology"
    /// Other versions' diagnosis codes and the codes that stand for them (编码映射).
    case diagnosisMapping = "diagnosis_mapping"
    case procedureMapping = "procedure_mapping"
    /// All diagnosis codes that lists may carry (编码库); without the file none is unknown.
    case diagnosisCodes = "diagnosis_codes"
    /// All procedure codes that lists may carry.
    case procedureCodes = "procedure_codes"
  }

  public static let fileName = "manifest.csv"

  public var name: String
  public var version: String
  public var title: Bilingual
  public var hasFictionalScores: Bool
  public var files: [Role: String]
  /// Rows that a file has to have, where the manifest says so.
  public var rows: [Role: Int]
  /// SHA-256 that a file has to have, where the manifest says so.
  public var checksums: [Role: SHA256Digest]
  /// SHA-256 over everything that the scores were measured from (测算输入摘要); nil when they came from
  /// elsewhere.
  public var measuredFrom: SHA256Digest?

  public init(
    name: String, version: String, title: Bilingual, hasFictionalScores: Bool,
    files: [Role: String], rows: [Role: Int] = [:], checksums: [Role: SHA256Digest] = [:],
    measuredFrom: SHA256Digest? = nil
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.hasFictionalScores = hasFictionalScores
    self.files = files
    self.rows = rows
    self.checksums = checksums
    self.measuredFrom = measuredFrom
  }

  /// The manifest as CSV.
  public var csv: [UInt8] {
    var writer = CSVWriter()
    writer.writeRow(["key", "value"])
    writer.writeRow(["name", name])
    writer.writeRow(["version", version])
    writer.writeRow(["title_zh", title.zh])
    writer.writeRow(["title_en", title.en])
    writer.writeRow(["fictional_scores", hasFictionalScores ? "true" : "false"])
    if let measuredFrom { writer.writeRow(["measured_from", "\(measuredFrom)"]) }
    for role in Role.allCases {
      if let file = files[role] { writer.writeRow(["file:\(role.rawValue)", file]) }
      if let count = rows[role] { writer.writeRow(["rows:\(role.rawValue)", String(count)]) }
      if let sum = checksums[role] { writer.writeRow(["sha256:\(role.rawValue)", "\(sum)"]) }
    }
    return writer.bytes
  }
}
