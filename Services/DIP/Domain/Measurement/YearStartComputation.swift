import Quantities

/// The year-start point value of a region computed from the lists of the years before (年初点值测算), over
/// all pools and for each of them. Pure, and the same for any number of threads and any order of lists.
///
/// A case counts with the score of its group × the institution's coefficient × the auxiliary one. Its
/// deviation is left out: where it is judged by payment standards, those need the value that is being
/// measured, and a cost far from the mean is in the numerator as it is. Ungrouped cases, which the
/// policy scores by rules of their own, take no part.
public struct YearStartComputation: Sendable {
  /// The value measured from some cases.
  public struct Value: Sendable {
    /// nil for all pools together.
    public var insurance: String?
    public var measurement: YearStartMeasurement
    /// Cases in no group, by year.
    public var ungrouped: [Int]
  }

  /// All pools together first, then each of them where the policy has separate ones. A pool without
  /// cases in some year is left out and named in `warnings`.
  public let values: [Value]
  public let weighting: ScoreMeasurement.Weighting
  /// SHA-256 over everything that decides.
  public let inputsDigest: SHA256Digest
  public let warnings: [Bilingual]

  /// - Parameter history: a year for each weight of the rule, the oldest first.
  /// - Throws: `DIP_POINT_VALUE_HISTORY`, `DIP_INSTITUTION_UNKNOWN`, `QUANTITY_OVERFLOW`.
  public init(
    _ history: ScoreHistory, catalogue: Catalogue, policy: Policy, threads: Int
  ) throws(Problem) {
    let rule = policy.payment.measured ?? YearStartRule()
    let grouping = try HistoryGrouping(
      history, catalogue: catalogue, policy: policy, threads: threads)
    let cases = try ScoredHistory(grouping, region: history.region, catalogue, policy)
    let rounding = policy.rounding[.pointValue]
    var values = [
      Value(
        insurance: nil,
        measurement: try YearStartMeasurement(
          cases.history(pool: nil), rule: rule, rounding: rounding),
        ungrouped: cases.ungrouped(pool: nil))
    ]
    var warnings: [Bilingual] = []
    let pools = policy.pools.merged ? [] : policy.pools.types
    for (pool, insurance) in pools.enumerated() {
      let history = try cases.history(pool: pool)
      guard history.allSatisfy({ !$0.costs.isEmpty }) else {
        warnings.append(
          Bilingual(
            zh: "险种 \(insurance) 有年度没有入组病例，未单独测算",
            en: "pool \(insurance) has a year without grouped cases: no value of its own"))
        continue
      }
      values.append(
        Value(
          insurance: insurance,
          measurement: try YearStartMeasurement(history, rule: rule, rounding: rounding),
          ungrouped: cases.ungrouped(pool: pool)))
    }
    for (year, counts) in zip(grouping.years, grouping.counts) where counts.ungrouped > 0 {
      warnings.append(
        Bilingual(
          zh: "\(year.year) 年未入组 \(counts.ungrouped) 例，不参与测算",
          en: "\(counts.ungrouped) ungrouped cases of \(year.year) take no part"))
    }
    if catalogue.hasFictionalScores {
      warnings.append(
        Bilingual(
          zh: "目录 \(catalogue.name) 的分值为虚构，仅供试用",
          en: "the scores of catalogue \(catalogue.name) are made up, for trials only"))
    }
    self.values = values
    self.warnings = warnings
    weighting = rule.weighting
    inputsDigest = CatalogueMeasurement.digest(
      history, of: catalogue.hash, policy.hash, more: Self.coefficients(history))
  }
}

extension YearStartComputation {
  /// What of the institutions decides beside their levels.
  private static func coefficients(_ history: ScoreHistory) -> String {
    let own = history.years.flatMap(\.institutions).map(\.scoring).map {
      "\($0.code) \($0.grade) \($0.isTCM) \($0.coefficient?.description ?? "")"
    }
    return "year-start " + Set(own).sorted().joined(separator: ",")
  }
}

extension YearStartMeasurement {
  /// The value as a policy writes it: as it rounds it, with eight decimals half up where that is no
  /// decimal.
  public var policyText: String {
    let text = pointValue.description
    return (try? Decimal(parsing: text)) == nil ? pointValue.formatted(decimals: 8) : text
  }
}

/// Costs and scores of the grouped cases of a history, by year and pool.
struct ScoredHistory {
  private struct Case {
    var cost: Int64
    /// Number of the score among the products.
    var score: Int
    var pool: Int
  }

  private let years: [Year]
  private var cases: [[Case]]
  private var ungroupedCases: [[Int]]
  /// score × coefficients, each of them once.
  private var products: [Decimal] = []

  init(
    _ grouping: HistoryGrouping, region: AreaCode, _ catalogue: Catalogue, _ policy: Policy
  ) throws(Problem) {
    years = grouping.years.map(\.year)
    let pools = policy.pools.types.count
    cases = Array(repeating: [], count: years.count)
    ungroupedCases = Array(repeating: Array(repeating: 0, count: pools), count: years.count)
    let classifier = try AuxiliaryClassifier(policy: policy, catalogue: catalogue)
    for (year, known) in grouping.years.enumerated() {
      let places = try InstitutionPlaces(
        codes: known.lists.institutionCodes, institutions: known.institutions, funded: [],
        region: region)
      let tables = try ScoringTables(
        policy: policy, groups: catalogue.scoringGroups, institutions: places.members)
      var numbers: [Key: Int] = [:]
      for (list, result) in grouping.results[year].enumerated()
      where grouping.cells[year].ofList[list] != HistoryCells.none
        && result.group != GroupingResult.outOfScope
      {
        let pool = Int(grouping.cells[year].ofList[list]) % pools
        guard result.isGrouped else {
          ungroupedCases[year][pool] += 1
          continue
        }
        let types = classifier.types(of: known.lists, list, group: result.group)
        let key = Key(
          institution: Int(places.ofList[Int(known.lists.institutions[list])]),
          cell: Int(tables.cell(group: result.group, types: types)))
        let number: Int
        if let there = numbers[key] {
          number = there
        } else {
          number = products.count
          products.append(try tables.product(key.institution, Int(result.group), key.cell))
          numbers[key] = number
        }
        cases[year].append(
          Case(cost: known.lists.costs[list].total.fen, score: number, pool: pool))
      }
    }
  }

  private struct Key: Hashable {
    var institution: Int
    var cell: Int
  }

  /// - Parameter pool: nil takes all.
  func history(pool: Int?) throws(Problem) -> [YearStartMeasurement.History] {
    let scale = products.map(\.scale).max() ?? 0
    let scores = try products.map { product throws(Problem) in
      guard let score = Int64(exactly: try product.scaled(to: scale)) else {
        throw .overflow("\(product) at \(scale) decimals")
      }
      return score
    }
    return zip(years, cases).map { year, cases in
      let own = pool.map { pool in cases.filter { $0.pool == pool } } ?? cases
      return YearStartMeasurement.History(
        year: year, costs: own.map(\.cost), scores: own.map { scores[$0.score] },
        scoreScale: scale)
    }
  }

  func ungrouped(pool: Int?) -> [Int] {
    ungroupedCases.map { counts in pool.map { counts[$0] } ?? counts.reduce(0, +) }
  }
}

extension ScoringTables {
  /// score × institution coefficient × auxiliary coefficient of a cell.
  fileprivate func product(
    _ institution: Int, _ group: Int, _ cell: Int
  ) throws(Problem) -> Decimal {
    var product = groups[group].score
    let coefficient = try coefficient(institution: institution, group: group)
    for factor in [coefficient, auxiliaryType(ofCell: cell)?.coefficient].compactMap({ $0 }) {
      product = try Decimal(
        coefficient: checkedProduct(product.coefficient, factor.coefficient),
        scale: product.scale + factor.scale)
    }
    return product
  }
}
