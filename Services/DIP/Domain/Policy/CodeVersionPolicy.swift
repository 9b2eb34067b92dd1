/// The versions of code tables that a region groups with (编码版本), and what becomes of a code that is
/// not in them.
public struct CodeVersionPolicy: Sendable, Hashable {
  /// What a case is whose code no table knows.
  public enum UnknownCode: String, Sendable, Hashable, CaseIterable {
    /// The case is ungrouped with a reason; an unknown code never silently becomes 保守治疗.
    case ungrouped
    /// An unknown procedure is left out and the case says so; an unknown main diagnosis stays
    /// ungrouped.
    case medical
  }

  /// Name of the version that diagnosis codes are mapped to; nil maps none.
  public var diagnosis: String?
  /// Name of the version that procedure codes are mapped to; nil maps none.
  public var procedure: String?
  public var unknown: UnknownCode

  public init(
    diagnosis: String? = nil, procedure: String? = nil, unknown: UnknownCode = .ungrouped
  ) {
    self.diagnosis = diagnosis
    self.procedure = procedure
    self.unknown = unknown
  }
}
