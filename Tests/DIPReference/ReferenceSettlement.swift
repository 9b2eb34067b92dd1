import BigInt
import DIPDomain
import Quantities

/// The year's distribution as the specification tells it (section 7), case by case, in fractions:
/// settlement point value, one or separate pools, payment by score or less the patient's share.
///
/// Surplus bands, elastic point values and packages have calculations of their own in the tests of
/// the money rules.
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
    public var score: Fraction

    public init(list: Case, institution: ScoringInstitution, score: Fraction) {
      self.list = list
      self.institution = institution
      self.score = score
    }
  }

  private let policy: Policy
  private let funds: SettlementFunds

  public init(_ policy: Policy, _ funds: SettlementFunds) {
    self.policy = policy
    self.funds = funds
  }

  /// Fen that each account gets.
  public func dues(_ entries: [Entry]) -> [Account: Int64] {
    var result: [Account: Int64] = [:]
    let pools = policy.pools.merged ? [nil] : policy.pools.types.map { String?($0) }
    for pool in pools {
      let own = entries.filter { pool == nil || $0.list.insurance.code == pool }
      let amount = funds.pools.filter { pool == nil || $0.insurance == pool }
        .reduce(Fraction.zero) { $0 + Fraction($1.amount) }
      for (account, due) in distribute(amount, own, pool) { result[account] = due }
    }
    return result
  }

  private func distribute(
    _ amount: Fraction, _ entries: [Entry], _ pool: String?
  ) -> [Account: Int64] {
    func account(_ code: String) -> Account { Account(institution: code, insurance: pool ?? "") }
    let score = Fraction.sum(entries.map(\.score))
    guard score > .zero else { return [:] }
    let regional = ratio(of: entries)
    // Yuan; the pool is in fen.
    let pointValue = (amount / regional / score / Fraction(100)).rounded(
      policy.rounding[.pointValue])
    var dues: [Account: Fraction] = [:]
    let byCode = Dictionary(grouping: entries) { $0.institution.code }
    for (code, own) in byCode {
      let ratio = policy.payment.payRatioScope == .region ? regional : ratio(of: own)
      let earned = Fraction.sum(own.map { fund($0, pointValue, ratio) })
      let sheet = funds.institutions.filter {
        $0.code == code && (pool == nil || $0.insurance == pool)
      }
      let assessment = sheet.compactMap(\.assessment).first ?? policy.payment.assessment.standard
      let audit = sheet.reduce(Fraction.zero) { $0 + Fraction($1.auditDeduction) }
      dues[account(code)] = yuan(
        earned * Fraction(assessment) - audit, policy.rounding[.institutionDue])
    }
    return policy.payment.residual == .largestRemainder
      ? largestRemainder(dues)
      : dues.mapValues { Int64($0.rounded(.decimals(0, .halfUp)).floor) }
  }

  private func ratio(of entries: [Entry]) -> Fraction {
    let cost = Fraction.sum(entries.map { Fraction($0.list.cost.total) })
    let booked = Fraction.sum(entries.map { Fraction($0.list.cost.fund) })
    return cost > .zero ? (booked / cost).rounded(policy.rounding[.payRatio]) : .zero
  }

  private func fund(_ entry: Entry, _ pointValue: Fraction, _ ratio: Fraction) -> Fraction {
    let standard = yuan(
      entry.score * pointValue * Fraction(100), policy.rounding[.caseStandard])
    let fund: Fraction =
      switch policy.payment.payable {
      case .scoreRate: standard * ratio
      case .scoreRateMinusPatient: max(standard - Fraction(entry.list.cost.patient), .zero)
      }
    return yuan(fund, policy.rounding[.caseFund])
  }

  /// Fen rounded by a rule about yuan.
  private func yuan(_ fen: Fraction, _ rounding: Rounding) -> Fraction {
    (fen / Fraction(100)).rounded(rounding) * Fraction(100)
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
