import Quantities

/// Compares one list after the other and names the first step that differs.
struct CaseComparison {
  let cases: SettledCases
  let theirs: [String: BureauResult]
  /// What their payment is times ours where the scores are equal, by institution, pool and package;
  /// present only where one ratio explains most cases.
  private var payRatios: [Place: Ratio] = [:]
  /// Their coefficient by institution, read off cases in the normal band.
  private var coefficients: [Int: Ratio] = [:]

  /// Fewest cases that show another point value.
  private static let fewest = 3

  private struct Place: Hashable {
    var institution: Int
    var pool: Int
    var package: Int
  }

  init(_ cases: SettledCases, _ file: BureauResultFile) throws(Problem) {
    self.cases = cases
    theirs = file.results.reduce(into: [:]) { $0[$1.id] = $1 }
    var coefficients: [Int: [Ratio: Int]] = [:]
    for index in 0..<cases.count {
      guard let result = theirs[cases.lists.id(index)], let score = result.caseScore else {
        continue
      }
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group,
        let institution = settled.institution, cases.catalogue.groups[group].code == result.group,
        try cases.exactScore(settled)?.position == .normal,
        cases.tables.groups[group].score > .zero
      else { continue }
      // Rounded: a score of four decimals does not give the coefficient back exactly.
      let coefficient = try (score.ratio / cases.tables.groups[group].score.ratio)
        .rounded(scale: 4, .halfUp).ratio
      coefficients[institution, default: [:]][coefficient, default: 0] += 1
    }
    self.coefficients = coefficients.compactMapValues(Self.mostFrequent)
    try findPayRatios()
  }

  /// The value that explains most; the smaller one of two that explain as much.
  private static func mostFrequent(_ counts: [Ratio: Int]) -> Ratio? {
    counts.max { a, b in a.value != b.value ? a.value < b.value : a.key > b.key }?.key
  }

  private mutating func findPayRatios() throws(Problem) {
    var ratios: [Place: [Ratio: Int]] = [:]
    var counted: [Place: Int] = [:]
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard let result = theirs[cases.lists.id(index)], let payment = result.payment,
        settled.isScored, let institution = settled.institution, let pool = settled.pool,
        let own = try cases.payment(settled), own > .zero, payment > .zero, own != payment,
        try isSameScore(settled, result)
      else { continue }
      // Six digits: amounts of whole fen do not give the ratio back exactly.
      let ratio = try Ratio(Int128(payment.fen), Int128(own.fen))
        .rounded(scale: 3, .halfUp).ratio
      let place = Place(institution: institution, pool: pool, package: settled.package)
      ratios[place, default: [:]][ratio, default: 0] += 1
      counted[place, default: 0] += 1
    }
    for (place, counts) in ratios {
      guard let ratio = Self.mostFrequent(counts), let count = counts[ratio],
        count >= Self.fewest, 2 * count >= counted[place] ?? 0
      else { continue }
      payRatios[place] = ratio
    }
  }

  func item(_ index: Int, _ result: BureauResult?) throws(Problem) -> Reconciliation.Item {
    let settled = cases.standing(index)
    let group = settled.group.map { cases.catalogue.groups[$0].code } ?? ""
    let score = try cases.score(settled)
    let payment = try cases.payment(settled)
    let cause: ReconciliationCause
    if let result {
      cause = try self.cause(settled, group: group, payment: payment, result)
    } else {
      // What neither side settles is no difference.
      cause = settled.isScored ? .missingThere : .equal
    }
    return Reconciliation.Item(
      cause: cause, id: cases.lists.id(index), institution: cases.institution(of: settled).code,
      group: group, theirGroup: result?.group ?? "",
      caseScore: score.map { BigRatio($0).description } ?? "",
      theirCaseScore: result?.caseScore?.description ?? "", payment: payment,
      theirPayment: result?.payment)
  }

  private func cause(
    _ settled: SettledCase, group: String, payment: Money?, _ result: BureauResult
  ) throws(Problem) -> ReconciliationCause {
    guard settled.isScored else { return .notScoredHere }
    if group != result.group { return groupCause(settled, result) }
    if let place = settled.group, let score = result.groupScore,
      score != cases.tables.groups[place].score
    {
      return .groupScore
    }
    if !(try isSameScore(settled, result)) { return try scoreCause(settled, result) }
    guard let theirs = result.payment else { return .equal }
    return try paymentCause(settled, payment ?? .zero, theirs)
  }

  private func groupCause(_ settled: SettledCase, _ result: BureauResult) -> ReconciliationCause {
    if settled.group == nil { return .ungroupedHere }
    if result.group.isEmpty { return .ungroupedThere }
    guard let other = cases.catalogue.index(of: result.group) else { return .groupNotInCatalogue }
    let explanation = cases.computation.grouper.explain(cases.lists[settled.index])
    switch explanation.candidates.first(where: { $0.group == other })?.outcome {
    case .lost(by: .tie), .lost(by: .sequence): return .groupTie
    case .lost, .chosen: return .groupChoice
    case .failed, nil: return .groupCodes
    }
  }

  /// Equal at the decimals that the bureau shows, cut or rounded either way; true without a score.
  private func isSameScore(
    _ settled: SettledCase, _ result: BureauResult
  ) throws(Problem) -> Bool {
    guard let theirs = result.caseScore, let own = try cases.score(settled) else { return true }
    return own == theirs.ratio
  }

  private func scoreCause(
    _ settled: SettledCase, _ result: BureauResult
  ) throws(Problem) -> ReconciliationCause {
    guard let theirs = result.caseScore, let own = try cases.score(settled),
      let exact = try cases.exactScore(settled)
    else { return .deviation }
    let places = max(theirs.scale, 2)
    let unit = try Decimal(coefficient: 1, scale: min(places, 4)).ratio
    if try Self.distance(own, theirs.ratio) <= unit { return .scoreRounding }
    guard let group = settled.group, let institution = settled.institution,
      cases.tables.groups[group].score > .zero
    else { return .deviation }
    if exact.position == .normal { return .coefficient }
    // Off the normal band: their coefficient explains the score when ours does not enter otherwise.
    let coefficient = try cases.tables.coefficient(institution: institution, group: group).ratio
    guard let other = coefficients[institution], other != coefficient, coefficient > .zero else {
      return .deviation
    }
    // A score beyond 128 bits at another coefficient cannot be what a file of decimals shows.
    let isExplained = try? Self.isNear(
      Ratio(exact.numerator, exact.denominator) * other / coefficient, theirs.ratio, unit)
    return isExplained ?? false ? .coefficient : .deviation
  }

  private func paymentCause(
    _ settled: SettledCase, _ own: Money, _ theirs: Money
  ) throws(Problem) -> ReconciliationCause {
    let difference = Int128(own.fen) - Int128(theirs.fen)
    if difference == 0 { return .equal }
    if difference.magnitude <= 1 { return .paymentRounding }
    guard let institution = settled.institution, let pool = settled.pool, own > .zero,
      let usual = payRatios[Place(institution: institution, pool: pool, package: settled.package)]
    else { return .payment }
    let ratio = try Ratio(Int128(theirs.fen), Int128(own.fen)).rounded(scale: 3, .halfUp).ratio
    return ratio == usual ? .pointValue : .payment
  }

  /// Within a unit, or a thousandth: the coefficient was read off rounded scores.
  private static func isNear(
    _ expected: Ratio, _ stated: Ratio, _ unit: Ratio
  ) throws(Problem) -> Bool {
    try distance(expected, stated) <= max(unit, expected / Ratio(1000))
  }

  private static func distance(_ a: Ratio, _ b: Ratio) throws(Problem) -> Ratio {
    try a < b ? b - a : a - b
  }
}
