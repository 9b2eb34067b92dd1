import Quantities

/// Distributes one pool over its accounts (基金分配).
///
/// A class, so that each line of a statement is written from one thing and not from a copy of all its
/// tables.
final class PoolDistribution: Sendable {
  let pool: Int
  /// What the pool holds for its members: payments, residual and regulation fund add up to it.
  let amount: Money
  /// The part of `amount` that a package's surplus keeps for its lead (account), and how much.
  let kept: (account: Int, surplus: Money)?
  /// Accounts of the pool in order of institution code.
  let members: [Int]
  let sheet: FundSheet
  let scored: ScoredAccounts
  let tables: ScoringTables
  /// Coefficient of an ordinary group by institution.
  let coefficients: [Decimal]
  let policy: Policy
  /// Paid by item, off the pool before the rest is shared.
  let itemFund: Money
  /// Σ scores of the members over the common denominator.
  let totalNumerator: WideInteger
  let totals: AccountSums
  let rates: PoolRates?
  /// The point value that deviations were judged by, where it is the settlement one.
  let reference: Decimal?
  /// Whether amounts of single cases decide, so that scores alone do not.
  let paysCaseByCase: Bool
  /// The region's pay ratio as statements print it.
  let regionalPayRatio: String

  /// - Parameter reference: the solved point value of a policy with `deviation.point_value: settlement`.
  init(
    pool: Int, amount: Money, kept: (account: Int, surplus: Money)?, members: [Int],
    sheet: FundSheet, scored: ScoredAccounts, tables: ScoringTables, coefficients: [Decimal],
    reference: Decimal?
  ) throws(Problem) {
    self.pool = pool
    self.amount = amount
    self.kept = kept
    self.members = members
    self.sheet = sheet
    self.scored = scored
    self.tables = tables
    self.coefficients = coefficients
    self.reference = reference
    policy = tables.policy
    paysCaseByCase =
      policy.payment.payable == .scoreRateMinusPatient
      || policy.rounding[.caseStandard] != .exact || policy.rounding[.caseFund] != .exact
    let totals = try Self.totals(members, scored)
    self.totals = totals
    itemFund = try Self.itemFund(members, scored)
    let numerator = members.reduce(0) { $0 + scored.scores.numerators[$1] }
    totalNumerator = numerator
    let shared = try Self.shared(amount, kept: kept?.surplus, itemFund: itemFund)
    rates =
      numerator > 0
      ? try PoolRates(
        PoolRates.Basis(
          amount: shared, cost: totals.cost, booked: totals.booked, score: numerator,
          members: members.map {
            (
              scored.scores.numerators[$0], sheet.accounts[$0].baseVolume,
              scored.parts(of: $0).reduce(BigRatio.zero) { $0 + $1.fixed }
            )
          }, denominator: scored.scores.denominator, reference: reference), tables.policy)
      : nil
    regionalPayRatio = rates?.payRatio.description ?? ""
  }

  /// What scores share: the pool less what is paid by item and what a lead keeps.
  static func shared(
    _ amount: Money, kept: Money?, itemFund: Money
  ) throws(Problem) -> Money {
    let shared = try amount - (kept ?? .zero) - itemFund
    guard shared >= .zero else {
      throw Problem(
        .failedPrecondition, "DIP_SPECIAL_CASES_EXCEED_POOL",
        zh: "按项目付费的特例单议金额 \(itemFund) 元超过基金 \(amount) 元",
        en: "special cases paid by item (\(itemFund) yuan) exceed the pool (\(amount) yuan)",
        remedyZh: "请核对特例单议的支付金额或基金", remedyEn: "check the amounts of special cases, or the pool")
    }
    return shared
  }

  static func itemFund(
    _ members: [Int], _ scored: ScoredAccounts
  ) throws(Problem) -> Money {
    try Money(
      exactly: members.reduce(Int128(0)) { $0 + Int128(scored.items(of: $1)?.fund ?? 0) })
  }

  /// What each member's cases earn by part, and come to; a lead's share of a surplus goes on top.
  struct MemberDues {
    /// By member, in order of parts.
    let earnings: [[PartEarning]]
    let dues: [Money]
  }

  func dues(pass: ScoringPass, threads: Int) throws(Problem) -> MemberDues {
    let earnings = try earnings(pass: pass, threads: threads)
    return MemberDues(
      earnings: earnings,
      dues: try payments(
        zip(members, earnings).map { member, parts in due(of: member, parts) }))
  }

  // MARK: Steps

  /// What one part of an account earns, in fen, exact.
  struct PartEarning {
    var part: ScorePart
    var fund: BigRatio
  }

  /// By member, in order of parts; amounts that are paid by item belong to special cases.
  private func earnings(pass: ScoringPass, threads: Int) throws(Problem) -> [[PartEarning]] {
    var earnings = try scoreEarnings(pass: pass, threads: threads)
    for (index, member) in members.enumerated() {
      guard let items = scored.items(of: member) else { continue }
      let fund = BigRatio(WideInteger(items.fund), 1)
      if let place = earnings[index].firstIndex(where: { $0.part == .special }) {
        earnings[index][place].fund = earnings[index][place].fund + fund
      } else {
        let place = earnings[index].firstIndex { $0.part > .special } ?? earnings[index].count
        earnings[index].insert(PartEarning(part: .special, fund: fund), at: place)
      }
    }
    return earnings
  }

  private func scoreEarnings(pass: ScoringPass, threads: Int) throws(Problem) -> [[PartEarning]] {
    guard let rates else {
      return members.map { member in
        scored.parts(of: member).map { PartEarning(part: $0.part, fund: .zero) }
      }
    }
    guard paysCaseByCase else {
      // In lowest terms the region's pay ratio cancels, and the amounts stay short.
      let common = rates.elastic == nil ? (rates.unit(ofMember: 0) * rates.payRatio).reduced : nil
      return members.enumerated().map { place, member in
        if let byGroup = rates.byGroup {
          return earnings(of: member, byGroup, payRatio: payRatio(of: member, rates))
        }
        let shared = policy.payment.payRatioScope == .region ? common : nil
        let rate = shared ?? rates.unit(ofMember: place) * payRatio(of: member, rates)
        return scored.parts(of: member).map {
          PartEarning(part: $0.part, fund: rate * BigRatio($0.score, 1))
        }
      }
    }
    var byAccount = [PaymentRate?](repeating: nil, count: scored.sums.count)
    for (place, member) in members.enumerated() {
      byAccount[member] = PaymentRate(
        pointValue: rates.pointValue(ofMember: place), payRatio: payRatio(of: member, rates),
        elastic: rates.byGroup)
    }
    let earned = try CasePayments(pass: pass, rates: byAccount).run(threads: threads)
    var parts = [[PartEarning]](repeating: [], count: scored.sums.count)
    for (slot, fund) in zip(pass.slots.slots, earned) {
      parts[slot.account].append(PartEarning(part: slot.part, fund: fund))
    }
    return members.map { parts[$0] }
  }

  /// What a member's parts earn where a share of each group's scores is fixed.
  private func earnings(
    of member: Int, _ values: PaymentRate.Elastic, payRatio: BigRatio
  ) -> [PartEarning] {
    let fen = payRatio * BigRatio(100, 1)
    return scored.parts(of: member).map { part in
      let floating = BigRatio(part.score, scored.scores.denominator) - part.fixed
      let yuan = part.fixed * values.fixed + floating * values.floating
      return PartEarning(part: part.part, fund: (yuan * fen).reduced)
    }
  }

  func payRatio(of member: Int, _ rates: PoolRates) -> BigRatio {
    switch policy.payment.payRatioScope {
    case .region: return rates.payRatio
    case .institution:
      let sums = scored.sums[member]
      guard sums.cost > 0 else { return .zero }
      return BigRatio(WideInteger(sums.booked), WideInteger(sums.cost))
        .rounded(by: policy.rounding[.payRatio])
    }
  }

  /// Σ parts × assessment − audit deductions, then surplus and deficit bands; fen, exact as far as the
  /// policy leaves it.
  private func due(of member: Int, _ parts: [PartEarning]) -> BigRatio {
    let account = sheet.accounts[member]
    let earned = parts.reduce(BigRatio.zero) { $0 + $1.fund }
    let audit = BigRatio(fen: account.auditDeduction)
    let due = (earned * BigRatio(assessment(of: member)) - audit)
      .rounded(yuan: policy.rounding[.institutionDue])
    guard !policy.payment.surplusBands.isEmpty else { return due }
    let booked = scored.sums[member].booked
    let items = scored.items(of: member)?.booked ?? 0
    let audited = BigRatio(WideInteger(Int128(booked) + Int128(items)), 1) - audit
    return SurplusBand.payment(booked: max(audited, .zero), due: due, policy.payment)
      .rounded(yuan: policy.rounding[.bandResult])
  }

  func assessment(of member: Int) -> Decimal {
    sheet.accounts[member].assessment ?? policy.payment.assessment.standard
  }

  /// Whole fen. Rounded half up one by one, or by largest remainder: then the sum is the floor of
  /// what the rules distribute, and ties go to the smaller institution code.
  private func payments(_ dues: [BigRatio]) throws(Problem) -> [Money] {
    guard policy.payment.residual == .largestRemainder else {
      return try dues.map { due throws(Problem) in try due.fen(.halfUp) }
    }
    var floors = dues.map(\.floor)
    let exact = dues.reduce(.zero) { $0 + $1 }
    let left = exact.floor - floors.reduce(0, +)
    guard let wide = left.int128, let count = Int(exactly: wide) else {
      throw .overflow("what the floors of a distribution leave")
    }
    for index in Self.largest(count, of: zip(dues, floors).map { $0 - BigRatio($1, 1) }) {
      floors[index] += 1
    }
    return try floors.map { floor throws(Problem) in try BigRatio(floor, 1).fen(.down) }
  }

  /// Indices of the largest fractions, equal ones in order; they are fewer than those above zero.
  private static func largest(_ count: Int, of fractions: [BigRatio]) -> [Int] {
    let places = fractions.indices.filter { fractions[$0] > .zero }
    guard count > 0, let first = places.first else { return [] }
    // Fractions of one pool share a denominator, and comparing plain integers costs much less.
    let denominator = fractions[first].denominator
    let plain = places.compactMap { place in
      fractions[place].denominator == denominator ? fractions[place].numerator.int128 : nil
    }
    let chosen =
      plain.count == places.count
      ? largest(count, plain) : largest(count, places.map { fractions[$0] })
    return chosen.map { places[$0] }
  }

  private static func largest<Value: Comparable>(_ count: Int, _ values: [Value]) -> [Int] {
    guard count < values.count else { return Array(values.indices) }
    let last = values.sorted(by: >)[count - 1]
    var places = values.indices.filter { values[$0] > last }
    places += values.indices.lazy.filter { values[$0] == last }.prefix(count - places.count)
    return places
  }

  private static func totals(
    _ members: [Int], _ scored: ScoredAccounts
  ) throws(Problem) -> AccountSums {
    var total = AccountSums()
    do throws(SumOverflow) {
      for member in members { try total.add(scored.sums[member]) }
    } catch {
      throw .overflow("sums of a pool")
    }
    return total
  }
}

extension ScoringTables {
  /// The coefficient of an ordinary group at an institution.
  func ordinaryCoefficient(of institution: ScoringInstitution) throws(Problem) -> Decimal {
    try CoefficientParts(
      institution, ScoringGroup(code: "", score: .one), policy.coefficients
    ).product(policy.rounding[.institutionCoefficient])
  }
}

extension BigRatio {
  /// An amount in fen rounded by a rule that counts decimals of yuan.
  func rounded(yuan rounding: Rounding) -> BigRatio {
    guard rounding != .exact else { return self }
    let hundred = BigRatio(100, 1)
    return BigRatio(numerator, denominator * 100).rounded(by: rounding) * hundred
  }
}
