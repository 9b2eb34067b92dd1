import BigInt
import DIPDomain
import Quantities

/// The same rules written a second time, as plainly as possible: one case after the other, fractions
/// for everything, no tables, no threads, no shared code with the settlement but the policy's values.
/// Slow; it exists to disagree with the real one if either is wrong.
struct NaiveSettlement {
  struct Case {
    var institution: ScoringInstitution
    var group: ScoringGroup?
    var outOfScope = false
    var insurance: String
    var cost: Money
    var booked: Money
    var patient: Money
  }

  struct Account {
    var cases = 0
    var low = 0
    var high = 0
    var ungrouped = 0
    var cost = Fraction(0)
    var booked = Fraction(0)
    var score = Fraction(0)
    var earned = Fraction(0)
    var due = Money.zero
  }

  let policy: Policy
  var accounts: [String: Account] = [:]
  var residuals: [String: Int64] = [:]

  init(
    policy: Policy, cases: [Case], funds: SettlementFunds
  ) {
    self.policy = policy
    var scores: [Fraction] = []
    for item in cases {
      let key = account(item)
      guard !item.outOfScope else {
        scores.append(Fraction(0))
        continue
      }
      let (score, place) = score(item)
      scores.append(score)
      var known = accounts[key] ?? Account()
      known.cases += 1
      known.cost = known.cost + yuan(item.cost)
      known.booked = known.booked + yuan(item.booked)
      known.score = known.score + score
      if place == "low" { known.low += 1 }
      if place == "high" { known.high += 1 }
      if place == "ungrouped" { known.ungrouped += 1 }
      accounts[key] = known
    }
    for pool in pools() { settle(pool, cases, scores, funds) }
  }

  private func pools() -> [String] { policy.pools.merged ? [""] : policy.pools.types }

  private func account(_ item: Case) -> String {
    "\(item.institution.code)/\(policy.pools.merged ? "" : item.insurance)"
  }

  private func yuan(_ money: Money) -> Fraction { Fraction(BigInt(money.fen), 100) }

  func coefficient(_ institution: ScoringInstitution, _ group: ScoringGroup) -> Fraction {
    let rules = policy.coefficients
    var value: Fraction
    if group.isPrimaryCare {
      value = Fraction(group.primaryCareCoefficient ?? rules.primaryCare)
    } else {
      if group.isConservative, let conservative = rules.conservative {
        value = Fraction(conservative[institution.level])
      } else {
        value = Fraction(
          rules.institution[institution.code] ?? institution.coefficient
            ?? rules.level[institution.level])
      }
      if institution.isTCM { value = value * Fraction(rules.tcmInstitution) }
      if group.isTCM { value = value * Fraction(rules.tcmGroup) }
    }
    return value.rounded(policy.rounding[.institutionCoefficient])
  }

  func score(_ item: Case) -> (Fraction, String) {
    var exact: Fraction
    var place = "normal"
    if let group = item.group {
      let coefficient = coefficient(item.institution, group)
      var reference = Fraction(0)
      switch policy.deviation.reference {
      case .mean:
        if let mean = group.referenceMean(level: item.institution.level, insurance: item.insurance)
        {
          reference = yuan(mean)
        }
      case .standard:
        if let value = policy.payment.yearStartPointValue {
          reference = Fraction(group.score) * coefficient * Fraction(value)
        }
      }
      var index = policy.deviation.bands.firstIndex { holds($0.interval, Fraction(1)) } ?? 0
      let normal = index
      var ratio = Fraction(1)
      if reference.isPositive {
        ratio = yuan(item.cost) / reference
        index = policy.deviation.bands.firstIndex { holds($0.interval, ratio) } ?? 0
      }
      let band = policy.deviation.bands[index]
      place = index < normal ? "low" : index > normal ? "high" : "normal"
      let slope = reference.isPositive ? Fraction(band.a) * ratio : Fraction(0)
      let k = (slope + Fraction(band.b) + Fraction(band.c) * coefficient)
        .rounded(policy.rounding[.deviationK])
      exact = Fraction(group.score) * k
      if band.appliesInstitution { exact = exact * coefficient }
    } else {
      place = "ungrouped"
      switch policy.ungrouped {
      case .zero, .fixedGroup: exact = Fraction(0)
      case .costFactor(let base, let factor, let mean):
        exact = Fraction(base) * Fraction(factor) * yuan(item.cost) / yuan(mean)
      case .meanScoreCoefficient(let coefficient, let mean):
        exact = Fraction(coefficient) * Fraction(mean)
      }
    }
    return (exact.rounded(policy.rounding[.caseScore]), place)
  }

  private func holds(_ interval: Interval, _ value: Fraction) -> Bool {
    let lower = Fraction(interval.lower)
    if value < lower || (value == lower && !interval.lowerInclusive) { return false }
    guard let upper = interval.upper.map({ Fraction($0) }) else { return true }
    return value < upper || (value == upper && interval.upperInclusive)
  }

  private mutating func settle(
    _ pool: String, _ cases: [Case], _ scores: [Fraction], _ funds: SettlementFunds
  ) {
    let amount = funds.pools.filter { policy.pools.merged || $0.insurance == pool }
      .reduce(Fraction(0)) { $0 + yuan($1.amount) }
    let keys = accounts.keys.filter { policy.pools.merged || $0.hasSuffix("/\(pool)") }.sorted()
    let total = keys.reduce(Fraction(0)) { $0 + (accounts[$1]?.score ?? Fraction(0)) }
    let cost = keys.reduce(Fraction(0)) { $0 + (accounts[$1]?.cost ?? Fraction(0)) }
    let booked = keys.reduce(Fraction(0)) { $0 + (accounts[$1]?.booked ?? Fraction(0)) }
    if total.isPositive {
      let ratio = (booked / cost).rounded(policy.rounding[.payRatio])
      let value = (amount / ratio / total).rounded(policy.rounding[.pointValue])
      for (item, score) in zip(cases, scores)
      where !item.outOfScope && keys.contains(account(item)) {
        let key = account(item)
        guard let known = accounts[key] else { continue }
        let standard = (score * value).rounded(policy.rounding[.caseStandard])
        var paid: Fraction
        switch policy.payment.payable {
        case .scoreRate:
          let own =
            policy.payment.payRatioScope == .region
            ? ratio
            : known.cost.isZero
              ? Fraction(0)
              : (known.booked / known.cost).rounded(policy.rounding[.payRatio])
          paid = standard * own
        case .scoreRateMinusPatient:
          paid = max(standard - yuan(item.patient), Fraction(0))
        }
        paid = paid.rounded(policy.rounding[.caseFund])
        accounts[key]?.earned = known.earned + paid
      }
    }
    pay(keys, pool, amount, funds)
  }

  private mutating func pay(
    _ keys: [String], _ pool: String, _ amount: Fraction, _ funds: SettlementFunds
  ) {
    var dues: [Fraction] = []
    for key in keys {
      let rows = funds.institutions.filter {
        key == "\($0.code)/\(policy.pools.merged ? "" : $0.insurance)"
      }
      let assessment =
        rows.compactMap(\.assessment).first ?? policy.payment.assessment.standard
      let audit = rows.reduce(Fraction(0)) { $0 + yuan($1.auditDeduction) }
      let earned = accounts[key]?.earned ?? Fraction(0)
      let audited = (accounts[key]?.booked ?? Fraction(0)) - audit
      let booked = max(audited, Fraction(0))
      var due = (earned * Fraction(assessment) - audit).rounded(policy.rounding[.institutionDue])
      if due.isPositive, !policy.payment.surplusBands.isEmpty {
        if let band = policy.payment.surplusBands.first(where: {
          holds($0.interval, booked / due)
        }) {
          due = (Fraction(band.bookedShare) * booked + Fraction(band.dueShare) * due)
            .rounded(policy.rounding[.bandResult])
        }
      }
      dues.append(due)
    }
    var paid: [Int64]
    if policy.payment.residual == .largestRemainder {
      let hundred = Fraction(100)
      paid = dues.map { Int64(($0 * hundred).floor) }
      let exact = dues.reduce(Fraction(0), +) * hundred
      var left = Int64(exact.floor) - paid.reduce(0, +)
      let rests = dues.map { $0 * hundred - Fraction(($0 * hundred).floor, 1) }
      var given = Set<Int>()
      while left > 0 {
        var best = -1
        for index in rests.indices where !given.contains(index) {
          if best < 0 || rests[best] < rests[index] { best = index }
        }
        paid[best] += 1
        given.insert(best)
        left -= 1
      }
    } else {
      paid = dues.map { $0.fen() }
    }
    for (key, fen) in zip(keys, paid) { accounts[key]?.due = Money(fen: fen) }
    residuals[pool] = amount.fen() - paid.reduce(0, +)
  }
}
