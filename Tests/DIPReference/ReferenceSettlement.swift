import BigInt
import DIPDomain
import Quantities

/// The year's distribution as the specification tells it (sections 7 and 8), case by case, in fractions:
/// one or separate pools, settlement, fixed and elastic point values, payment by score or less the
/// patient's share, surplus bands, and the package of one consortium.
public struct ReferenceSettlement {
  /// An institution in a pool; without insurance when pools are merged.
  public struct Account: Hashable, Sendable, Comparable {
    public var institution: String
    public var insurance: String

    public static func < (a: Account, b: Account) -> Bool {
      (a.institution, a.insurance) < (b.institution, b.insurance)
    }
  }

  /// A case that takes part.
  public struct Entry {
    public var list: Case
    public var institution: ScoringInstitution
    /// nil for an ungrouped case.
    public var group: DiseaseGroup?
    public var score: Fraction
    public var position: ReferenceScoring.Position
    /// What new technologies add on top.
    public var addOn: Fraction

    public init(
      list: Case, institution: ScoringInstitution, group: DiseaseGroup?, score: Fraction,
      position: ReferenceScoring.Position, addOn: Fraction = .zero
    ) {
      self.position = position
      self.list = list
      self.institution = institution
      self.group = group
      self.score = score
      self.addOn = addOn
    }

    public var total: Fraction { addOn == .zero ? score : score + addOn }
  }

  private let policy: Policy
  private let funds: SettlementFunds

  public init(_ policy: Policy, _ funds: SettlementFunds) {
    self.policy = policy
    self.funds = funds
  }

  /// What each account comes to, in fen.
  public struct Line {
    /// What its scores earn.
    public var payable: Int64 = 0
    public var due: Int64 = 0
  }

  public func lines(_ entries: [Entry]) -> [Account: Line] {
    var result: [Account: Line] = [:]
    var pools: [String?] = [nil]
    if !policy.pools.merged { pools = policy.pools.types }
    for pool in pools {
      let own = entries.filter { pool == nil || $0.list.insurance.code == pool }
      let stated = funds.pools.filter { pool == nil || $0.insurance == pool }
        .reduce(Fraction.zero) { $0 + Fraction($1.amount) }
      let package = policy.consortium.map { shares($0, stated, own) }
      let kept = package?.kept ?? .zero
      let amount = package?.amount ?? stated
      for (account, line) in distribute(amount - kept, own, pool) { result[account] = line }
      if let lead = policy.consortium?.lead, kept > .zero {
        let account = Account(institution: lead, insurance: pool ?? "")
        result[account, default: Line()].due += Int64(kept.floor)
      }
    }
    return result
  }

  // MARK: Packages

  /// What a package leaves for its members, and what its lead keeps of it; fen.
  private func shares(
    _ rule: ConsortiumPolicy, _ stated: Fraction, _ entries: [Entry]
  ) -> (amount: Fraction, kept: Fraction) {
    let budget: Fraction =
      switch rule.budget {
      case .mergedPools: stated
      case .capitation(let perPerson):
        Fraction(perPerson) * Fraction(BigInt(funds.package.insuredPersons))
      }
    let elsewhere = Fraction(funds.package.referredOut)
    let spent = Fraction.sum(entries.map { Fraction($0.list.cost.fund) }) + elsewhere
    var share = Fraction.zero
    if case .shared(let steps) = rule.deficit, spent > budget {
      var below = Fraction.zero
      for step in steps {
        let end = min(spent - budget, budget * Fraction(step.upTo))
        if end > below { share = share + (end - below) * Fraction(step.fundShare) }
        below = max(below, end)
      }
    }
    let kept = rule.surplus == .lead && budget > spent ? budget - spent : .zero
    return (budget - elsewhere + Fraction(share.floor), kept)
  }

  // MARK: Pools

  /// What scores of a pool are worth, in yuan.
  private struct Values {
    var point = Fraction.zero
    /// Of an institution, with elastic values by volume.
    var byInstitution: [String: Fraction] = [:]
    /// Of the two kinds of scores, with elastic values by group.
    var byGroup: (fixed: Fraction, floating: Fraction)?
  }

  private func distribute(
    _ amount: Fraction, _ entries: [Entry], _ pool: String?
  ) -> [Account: Line] {
    func account(_ code: String) -> Account { Account(institution: code, insurance: pool ?? "") }
    let score = Fraction.sum(entries.map(\.total))
    var dues: [Account: Fraction] = [:]
    var earnings: [Account: Fraction] = [:]
    let regional = ratio(of: entries)
    let values = score > .zero ? values(amount, regional, score, entries, pool) : Values()
    let byCode = Dictionary(grouping: entries) { $0.institution.code }
    let codes = Set(byCode.keys).union(
      funds.institutions.filter { pool == nil || $0.insurance == pool }.map(\.code))
    for code in codes {
      let own = byCode[code] ?? []
      let ratio = policy.payment.payRatioScope == .region ? regional : ratio(of: own)
      let earned =
        score > .zero
        ? Fraction.sum(own.flatMap { funds(of: $0, values, ratio) }) : .zero
      earnings[account(code)] = earned
      let sheet = funds.institutions.filter {
        $0.code == code && (pool == nil || $0.insurance == pool)
      }
      let assessment = sheet.compactMap(\.assessment).first ?? policy.payment.assessment.standard
      let audit = sheet.reduce(Fraction.zero) { $0 + Fraction($1.auditDeduction) }
      let due = yuan(earned * Fraction(assessment) - audit, policy.rounding[.institutionDue])
      let booked = Fraction.sum(own.map { Fraction($0.list.cost.fund) }) - audit
      dues[account(code)] = banded(max(booked, .zero), due)
    }
    func whole(_ fen: Fraction) -> Int64 { Int64(fen.rounded(.decimals(0, .halfUp)).floor) }
    let paid =
      policy.payment.residual == .largestRemainder
      ? largestRemainder(dues) : dues.mapValues(whole)
    return Dictionary(
      uniqueKeysWithValues: paid.map { account, due in
        (account, Line(payable: whole(earnings[account] ?? .zero), due: due))
      })
  }

  private func ratio(of entries: [Entry]) -> Fraction {
    let cost = Fraction.sum(entries.map { Fraction($0.list.cost.total) })
    let booked = Fraction.sum(entries.map { Fraction($0.list.cost.fund) })
    return cost > .zero ? (booked / cost).rounded(policy.rounding[.payRatio]) : .zero
  }

  private func values(
    _ amount: Fraction, _ ratio: Fraction, _ score: Fraction, _ entries: [Entry], _ pool: String?
  ) -> Values {
    let rounding = policy.rounding[.pointValue]
    let yearStart = policy.payment.yearStartPointValue.map { Fraction($0) } ?? .zero
    // Yuan; the pool is in fen.
    let volume = amount / ratio / Fraction(100)
    switch policy.payment.pointValueMethod {
    case .settlement: return Values(point: (volume / score).rounded(rounding))
    case .yearStart: return Values(point: yearStart.rounded(rounding))
    case .elastic: break
    }
    guard let rule = policy.payment.elastic else { return Values() }
    let byCode = Dictionary(grouping: entries) { $0.institution.code }.mapValues { own in
      Fraction.sum(own.map(\.total))
    }
    var fixed: [String: Fraction] = [:]
    if case .volume(let share, _) = rule.form {
      for (code, total) in byCode {
        let stated = funds.institutions.filter {
          $0.code == code && (pool == nil || $0.insurance == pool)
        }.compactMap(\.baseVolume).map { Fraction($0) }
        fixed[code] = min(
          stated.isEmpty ? total * Fraction(share) : Fraction.sum(stated), total)
      }
    } else {
      fixed[""] = Fraction.sum(entries.map { $0.total * Fraction(share(of: $0, rule)) })
    }
    let base = Fraction.sum(Array(fixed.values))
    var floating =
      score > base ? max(volume - base * yearStart, .zero) / (score - base) : .zero
    if let cap = rule.cap { floating = min(floating, yearStart * Fraction(cap)) }
    floating = floating.rounded(rounding)
    guard case .volume = rule.form else {
      return Values(byGroup: (fixed: yearStart, floating: floating))
    }
    return Values(
      byInstitution: byCode.mapValues { $0 }.reduce(into: [:]) { found, item in
        let (code, total) = item
        guard total > .zero, let own = fixed[code] else {
          found[code] = yearStart
          return
        }
        found[code] = (own * yearStart + (total - own) * floating) / total
      })
  }

  private func share(of entry: Entry, _ rule: ElasticRule) -> Decimal {
    guard let group = entry.group else { return .zero }
    switch rule.form {
    case .volume: return .zero
    case .severity(let groups, let scoreFrom):
      let isSevere =
        groups.contains { group.code.hasPrefix($0) }
        || scoreFrom.map { Fraction(group.score ?? .zero) >= Fraction($0) } ?? false
      return isSevere ? .one : .zero
    case .rigidCost(let share, let groups): return groups[group.code] ?? share
    }
  }

  /// What a case earns in fen, and what comes on top of it.
  private func funds(of entry: Entry, _ values: Values, _ ratio: Fraction) -> [Fraction] {
    var value = values.byInstitution[entry.institution.code] ?? values.point
    if let (fixed, floating) = values.byGroup, let rule = policy.payment.elastic {
      let share = Fraction(share(of: entry, rule))
      value = share * fixed + (.one - share) * floating
    }
    func fund(_ score: Fraction, patient: Fraction) -> Fraction {
      let standard = yuan(score * value * Fraction(100), policy.rounding[.caseStandard])
      let fund: Fraction =
        switch policy.payment.payable {
        case .scoreRate: standard * ratio
        case .scoreRateMinusPatient: max(standard - patient, .zero)
        }
      return yuan(fund, policy.rounding[.caseFund])
    }
    let own = fund(entry.score, patient: Fraction(entry.list.cost.patient))
    return entry.addOn == .zero ? [own] : [own, fund(entry.addOn, patient: .zero)]
  }

  /// Fen rounded by a rule about yuan.
  private func yuan(_ fen: Fraction, _ rounding: Rounding) -> Fraction {
    rounding == .exact ? fen : (fen / Fraction(100)).rounded(rounding) * Fraction(100)
  }

  // MARK: Surplus and deficit

  /// A due amount once surplus and deficit are shared.
  private func banded(_ booked: Fraction, _ due: Fraction) -> Fraction {
    let bands = policy.payment.surplusBands
    let isOfDue = policy.payment.bandBase == .due
    let (base, compared) = isOfDue ? (due, booked) : (booked, due)
    guard !bands.isEmpty, due > .zero, base > .zero else {
      return bands.isEmpty ? due : yuan(due, policy.rounding[.bandResult])
    }
    var paid: Fraction
    switch policy.payment.bandMode {
    case .whole:
      let ratio = compared / base
      guard
        let band = bands.first(where: { band in
          guard let end = band.interval.upper else { return true }
          return ratio < Fraction(end)
            || (band.interval.upperInclusive && ratio == Fraction(end))
        })
      else { return due }
      paid = booked * Fraction(band.bookedShare) + due * Fraction(band.dueShare)
    case .marginal:
      // From the base outward: each band pays its share of the part of the way that lies in it.
      paid = base
      let (low, high) = (min(compared, base), max(compared, base))
      for band in bands {
        let start = max(low, base * Fraction(band.interval.lower))
        let end = band.interval.upper.map { min(high, base * Fraction($0)) } ?? high
        guard end > start else { continue }
        let part = (end - start) * Fraction(isOfDue ? band.bookedShare : band.dueShare)
        paid = compared > base ? paid + part : paid - part
      }
    }
    return yuan(paid, policy.rounding[.bandResult])
  }

  private func largestRemainder(_ dues: [Account: Fraction]) -> [Account: Int64] {
    var paid = dues.mapValues { Int64($0.floor) }
    var left =
      Int64(Fraction.sum(dues.values).floor) - paid.values.reduce(0, +)
    let order = dues.keys.sorted { a, b in
      let (x, y) = (
        (dues[a] ?? .zero) - Fraction(Fraction.BInt(paid[a] ?? 0)),
        (dues[b] ?? .zero) - Fraction(Fraction.BInt(paid[b] ?? 0))
      )
      return x == y ? a < b : x > y
    }
    for account in order where left > 0 {
      paid[account, default: 0] += 1
      left -= 1
    }
    return paid
  }
}
