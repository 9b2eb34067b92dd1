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
/// ```
public struct CatalogueManifest: Sendable, Hashable {
  /// The files that a catalogue can have.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case groups
    case scores
    case primaryCare = "primary_care"
    case excludedDiagnoses = "excluded_diagnoses"
    case excludedProcedures = "excluded_procedures"
    case drugResistant = "drug_resistant"
    case procedureClasses = "procedure_classes"
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

  public init(
    name: String, version: String, title: Bilingual, hasFictionalScores: Bool,
    files: [Role: String], rows: [Role: Int] = [:]
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.hasFictionalScores = hasFictionalScores
    self.files = files
    self.rows = rows
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
    for role in Role.allCases {
      if let file = files[role] { writer.writeRow(["file:\(role.rawValue)", file]) }
      if let count = rows[role] { writer.writeRow(["rows:\(role.rawValue)", String(count)]) }
    }
    return writer.bytes
  }
}
