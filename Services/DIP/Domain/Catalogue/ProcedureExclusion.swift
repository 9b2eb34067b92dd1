/// What an excluded procedure may not do (排除手术操作), by full code.
public enum ProcedureExclusion: Sendable, Hashable {
  /// 按保守治疗入组: the case counts as if it had not been done.
  case conservative
  /// 不可作为主要手术操作: the next procedure becomes the main one.
  case neverMain
  /// 限范围可作主要手术操作: main only with these main diagnoses.
  case mainWithin([DiagnosisPattern])

  public var term: String {
    switch self {
    case .conservative: "按保守治疗入组"
    case .neverMain: "不可作为主要手术操作"
    case .mainWithin: "限范围可作主要手术操作"
    }
  }

  /// The same in English, as the end of “procedure X”.
  var english: String {
    switch self {
    case .conservative: "counts as not done: conservative treatment"
    case .neverMain: "may not be the main one"
    case .mainWithin: "may be the main one with some diagnoses only"
    }
  }
}

extension ProcedureExclusion: CustomStringConvertible {
  /// The kind and its scope, in one form for equal exclusions.
  public var description: String {
    guard case .mainWithin(let patterns) = self else { return term }
    return term + "\t" + patterns.map(\.description).sorted().joined(separator: "|")
  }
}
