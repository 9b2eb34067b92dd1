import Quantities

/// What some cases add up to, for indices (指标汇总): exact integers.
struct CareSums: Sendable {
  var cases = 0
  var deaths = 0
  var low = 0
  var high = 0
  /// Days.
  var stay: Int128 = 0
  /// Fen.
  var cost: Int128 = 0
  var costSquares: Int128 = 0
  var fund: Int128 = 0
  var drugs: Int128 = 0
  var consumables: Int128 = 0

  mutating func add(_ lists: CaseColumns, _ index: Int) throws(Problem) {
    let cost = lists.costs[index]
    cases += 1
    if lists.dischargeWays[index] == .died { deaths += 1 }
    stay += Int128(lists.stayInDays(index))
    self.cost += Int128(cost.total.fen)
    costSquares = try checkedSum(
      costSquares, Int128(cost.total.fen) * Int128(cost.total.fen))
    fund += Int128(cost.fund.fen)
    drugs += Int128(cost.drugs.fen)
    consumables += Int128(cost.consumables.fen)
  }

  mutating func add(_ other: CareSums) throws(Problem) {
    cases += other.cases
    deaths += other.deaths
    low += other.low
    high += other.high
    stay += other.stay
    cost += other.cost
    costSquares = try checkedSum(costSquares, other.costSquares)
    fund += other.fund
    drugs += other.drugs
    consumables += other.consumables
  }
}

extension CaseColumns {
  /// The code of the main diagnosis.
  func mainDiagnosis(_ index: Int) -> CodeKey { withGroupingInput(index) { $0.diagnoses[0] } }

  /// Length of stay, at least 1 (住院天数).
  func stayInDays(_ index: Int) -> Int {
    max(discharges[index].day.days(since: admissions[index].day), 1)
  }
}
