import Quantities

/// The equation behind `deviation.point_value: settlement` (以清算点值为参照的点值方程).
///
/// A case is judged against score × coefficients × point value, so its score is
/// `constant + slope × cost ÷ v`, and the point value v has to spend the pool: with A = Σ constants
/// and B = Σ slopes × costs, `v × (A + B ÷ v) = pool ÷ pay ratio`, which is linear in v (or in 1/v).
/// Which band a case falls into depends on v in turn: bands are assigned again until they stay.
struct ReferenceEquation {
  /// Score of a case in a band: `constant + slope × cost in yuan ÷ v`.
  struct Term: Sendable {
    var constant: BigRatio
    var slope: BigRatio
  }

  /// Cases of one institution and cell, which share their standard.
  struct Member: Sendable {
    /// Of the tables; named when there is no solution.
    var institution: Int
    var cell: Int
    /// Payment standard in yuan at a point value of one yuan; above zero.
    var standard: BigRatio
    /// By band.
    var terms: [Term]
    /// Fen, ascending.
    let costs: [Int64]
    /// Σ of the first n costs, n = 0 …
    let sums: [Int128]

    init(
      institution: Int, cell: Int, standard: BigRatio, terms: [Term], costs: [Int64]
    ) {
      self.institution = institution
      self.cell = cell
      self.standard = standard
      self.terms = terms
      let costs = costs.sorted()
      self.costs = costs
      var sums: [Int128] = [0]
      sums.reserveCapacity(costs.count + 1)
      for cost in costs { sums.append((sums.last ?? 0) + Int128(cost)) }
      self.sums = sums
    }
  }

  /// An upper end of a band.
  struct End: Sendable {
    var ratio: BigRatio
    var inclusive: Bool
  }

  /// Upper ends of all bands but the last, ascending.
  let ends: [End]
  let members: [Member]
  /// Σ of scores that do not depend on v: ungrouped cases, reviewed ones, add-ons.
  let fixed: BigRatio
  /// pool ÷ pay ratio, yuan.
  let total: BigRatio

  enum Outcome {
    /// `v × (A + B ÷ v) = total` exactly, with the bands that v assigns.
    case solved(BigRatio, steps: Int)
    /// Members whose cases change bands for ever.
    case cycle([Member])
    /// The cases that are paid their own cost take all of the pool, or nothing is left that v pays.
    case unsolvable
  }

  /// Assignments that may follow each other before they count as a cycle; real ones settle within a
  /// few.
  private static let maximumSteps = 64

  /// - Parameter start: the point value that bands are first assigned at; above zero.
  func solve(from start: BigRatio) -> Outcome {
    var cuts = assignment(at: start)
    var seen = [cuts]
    for step in 1...Self.maximumSteps {
      guard let value = value(for: cuts) else { return .unsolvable }
      let next = assignment(at: value)
      if next == cuts { return .solved(value, steps: step) }
      if seen.contains(next) || step == Self.maximumSteps {
        return .cycle(members.indices.filter { next[$0] != cuts[$0] }.map { members[$0] })
      }
      seen.append(next)
      cuts = next
    }
    return .cycle([])
  }

  /// The value with every case in the band of r = 1: where nothing is known before.
  func start(normalBand: Int) -> BigRatio? {
    value(
      for: members.map { member in
        ends.indices.map { $0 < normalBand ? 0 : member.costs.count }
      })
  }

  /// For each member and end, how many of its cases lie below it.
  private func assignment(at value: BigRatio) -> [[Int]] {
    members.map { member in
      let unit = member.standard * value * BigRatio(100, 1)
      return ends.map { end in
        let limit = unit * BigRatio(end.ratio.numerator, end.ratio.denominator)
        return member.countBelow(limit, inclusive: end.inclusive)
      }
    }
  }

  /// v = (total − B) ÷ A.
  private func value(for cuts: [[Int]]) -> BigRatio? {
    var constants = ExactSum()
    var slopes = ExactSum()
    constants.add(fixed)
    for (member, ends) in zip(members, cuts) {
      var first = 0
      for (band, term) in member.terms.enumerated() {
        let end = band < ends.count ? ends[band] : member.costs.count
        if end > first {
          constants.add(term.constant, times: WideInteger(Int64(end - first)))
          slopes.add(term.slope, times: WideInteger(member.sums[end] - member.sums[first]))
          first = end
        }
      }
    }
    let own = slopes.value
    let left = total - BigRatio(own.numerator, own.denominator * 100)
    guard left > .zero else { return nil }
    return left.divided(by: constants.value)?.reduced
  }
}

extension ReferenceEquation.Member {
  /// Cases with a cost below a limit in fen.
  fileprivate func countBelow(_ limit: BigRatio, inclusive: Bool) -> Int {
    let floor = limit.floor
    let isWhole = BigRatio(floor, 1) == limit
    guard let highest = (isWhole && !inclusive ? floor - 1 : floor).int128 else {
      return costs.count
    }
    var (low, high) = (0, costs.count)
    while low < high {
      let middle = (low + high) / 2
      if Int128(costs[middle]) <= highest { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
