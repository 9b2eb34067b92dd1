import Quantities

/// Elastic point values of a pool (弹性点值: DIP 3.0 draft, pp. 54–55).
///
/// Base scores are paid at the value set for the year, the others at the increment's: (pool ÷ pay ratio −
/// base total) ÷ scores beyond, at most the rule's cap. Base scores are an institution's base volume, and
/// then no case is base or increment by itself: all cases of the institution are paid at its mean of
/// the two. Or they are a share of each group's scores (severe groups, rigid cost), and cases are paid
/// as their groups are.
struct ElasticValues: Sendable {
  /// The value of base scores, set at the start of the year.
  let base: BigRatio
  /// The value of what lies beyond them; zero when the base takes all.
  let increment: BigRatio
  /// Whether cases are paid as their groups are.
  let isByGroup: Bool
  /// By member of the pool.
  let shares: [ElasticShare]
  /// The mean of a member's scores.
  let values: [BigRatio]
  /// Over all scores.
  let whole: ElasticShare
  let mean: BigRatio

  init(
    _ basis: PoolRates.Basis, yearStart: Decimal, settlement: BigRatio, _ policy: Policy
  ) throws(Problem) {
    guard let rule = policy.payment.elastic else {
      throw Problem(
        .failedPrecondition, "DIP_POINT_VALUE_MISSING", zh: "政策的点值方法需要 point_value.elastic",
        en: "the policy's method of the point value needs point_value.elastic",
        remedyZh: "请在政策中写明基准与增量比例", remedyEn: "state base and increment in the policy")
    }
    let base = BigRatio(yearStart)
    let scores = basis.members.map { BigRatio($0.score, basis.denominator) }
    let volumes = zip(scores, basis.members).map { score, member in
      if case .volume(let share, _) = rule.form {
        // Without a stated volume the rule's share of the year's scores.
        return min(member.baseVolume.map { BigRatio($0) } ?? score * BigRatio(share), score)
      }
      return member.fixed
    }
    if case .volume = rule.form { isByGroup = false } else { isByGroup = true }
    let total = scores.reduce(.zero, +)
    let volume = volumes.reduce(.zero, +)
    let beyond = total - volume
    var value = max(settlement * total - base * volume, .zero).divided(by: beyond) ?? .zero
    if let cap = rule.cap { value = min(value, base * BigRatio(cap)) }
    let increment = value.reduced.rounded(by: policy.rounding[.pointValue])
    self.base = base
    self.increment = increment
    shares = zip(scores, volumes).map { score, volume in
      ElasticShare(base: base, increment: increment, baseScore: volume.reduced, score: score)
    }
    values = shares.map(\.mean)
    whole = ElasticShare(
      base: base, increment: increment, baseScore: volume.reduced, score: total)
    mean = whole.mean
  }
}
