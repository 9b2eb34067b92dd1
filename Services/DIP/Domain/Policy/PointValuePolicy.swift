import Quantities

/// Which point value (点值) the year is cleared with.
public enum PointValueMethod: String, Sendable, Hashable, CaseIterable {
  /// (pool ÷ pay ratio) ÷ total score (清算点值).
  case settlement
  /// The one set at the start of the year (年初预设点值, 固定点值).
  case yearStart = "year_start"
  /// base : increment (弹性点值), as `ElasticRule` says.
  case elastic
}

/// Elastic point value (弹性点值; 3.0 draft, pp. 54–55): some scores are paid at the year-start point value,
/// the others at the increment's, (pool's cost volume − base total) ÷ increment scores, at most `cap`
/// times the year-start value.
public struct ElasticRule: Sendable, Hashable {
  /// Which scores are paid at the year-start value.
  public enum Form: Sendable, Hashable {
    /// Form 1, 基准服务量固定与增量服务量浮动: those up to an institution's base volume (基准服务点数: last
    /// year's reasonable volume). Where none is stated for an institution, its base volume is the share
    /// `base` of its scores of the year. The draft advises 8:2 or 7:3; both shares make 1.
    case volume(base: Decimal, increment: Decimal)
    /// Form 2, 重症病种固定与轻症病种浮动: those of severe groups, told by the beginning of their code or by
    /// a score from `scoreFrom`.
    case severity(groups: [String], scoreFrom: Decimal?)
    /// Form 3, 刚性成本固定与弹性成本浮动: of every group the share that its drugs and consumables have in its
    /// cost; `groups` by code, `share` for the others.
    case rigidCost(share: Decimal, groups: [String: Decimal])
  }

  public var form: Form
  /// Upper limit of the increment's point value, as a multiple of the year-start value; nil is none.
  public var cap: Decimal?

  public init(form: Form, cap: Decimal? = nil) {
    self.form = form
    self.cap = cap
  }

  /// The share of a group's scores that is paid at the year-start value, 0…1; nil where volumes of
  /// institutions decide.
  public func fixedShare(code: String, score: Decimal) -> Decimal? {
    switch form {
    case .volume: return nil
    case .severity(let groups, let scoreFrom):
      let isSevere =
        groups.contains { code.hasPrefix($0) } || scoreFrom.map { score >= $0 } ?? false
      return isSevere ? .one : .zero
    case .rigidCost(let share, let groups): return groups[code] ?? share
    }
  }

  /// Key of the policy that says which scores are fixed.
  public var key: String {
    switch form {
    case .volume: "point_value.elastic.base"
    case .severity: "point_value.elastic.severe"
    case .rigidCost: "point_value.elastic.rigid"
    }
  }
}

/// How the year-start point value is measured from history (年初点值测算): weighted cost ÷ weighted score
/// of the years.
public struct YearStartRule: Sendable, Hashable {
  /// Weight of each year of history, the oldest first (1:2:7).
  public var yearWeights: [Int]
  public var weighting: ScoreMeasurement.Weighting
  public var trimming: MeasurementPolicy.Trimming

  public init(
    yearWeights: [Int] = [1, 2, 7], weighting: ScoreMeasurement.Weighting = .caseWeighted,
    trimming: MeasurementPolicy.Trimming = .none
  ) {
    self.yearWeights = yearWeights
    self.weighting = weighting
    self.trimming = trimming
  }
}
