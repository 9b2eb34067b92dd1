import Quantities
import Tabular

/// Something wrong or remarkable in a catalogue file (目录检查结果).
public struct CatalogueFinding: Sendable, Hashable {
  /// An error refuses the whole catalogue; a warning deserves a look.
  public enum Severity: Sendable, Hashable { case error, warning }

  public var severity: Severity
  public var file: String
  public var issue: RowIssue
}

/// A catalogue, or why there is none.
public struct CatalogueReading: Sendable {
  /// Nil when there are errors.
  public var catalogue: Catalogue?
  /// In order of file and row.
  public var findings: [CatalogueFinding]

  public var errors: [CatalogueFinding] { findings.filter { $0.severity == .error } }
  public var warnings: [CatalogueFinding] { findings.filter { $0.severity == .warning } }
}
