import Quantities

/// What is so at every time (成员关系不变式): an institution belongs to one county consortium, and a
/// consortium has one lead. No text allows to override these; the database holds them for the
/// present as well.
public enum MembershipInvariants {
  /// Throws `REGISTRY_MEMBER_ELSEWHERE` or `REGISTRY_LEAD_TWICE`. `others` are memberships of the
  /// same institution and leads of the same consortium; the membership's own history is left out.
  public static func check(
    _ membership: DatedFact<Membership>, against others: [DatedFact<Membership>]
  ) throws(Problem) {
    let fact = membership.fact
    for other in others
    where other.fact.key != fact.key && other.validity.overlaps(membership.validity) {
      if other.fact.institution == fact.institution, fact.consortiumKind == .county,
        other.fact.consortiumKind == .county
      {
        throw elsewhere(fact, other)
      }
      if other.fact.consortium == fact.consortium, fact.role == .lead, other.fact.role == .lead {
        throw leadTwice(fact, other)
      }
    }
  }

  private static func elsewhere(
    _ fact: Membership, _ other: DatedFact<Membership>
  ) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_MEMBER_ELSEWHERE",
      zh: "\(fact.institution) 在 \(other.validity) 已是县域医共体 \(other.fact.consortium) 的成员",
      en:
        "\(fact.institution) belongs to the county consortium \(other.fact.consortium) in \(other.validity)",
      remedyZh: "同一机构同一时间只能加入一个县域医共体，请先终止原成员关系",
      remedyEn:
        "an institution belongs to one county consortium at a time; end that membership first",
      details: [
        Problem.Detail("institution", fact.institution.text),
        Problem.Detail("consortium", other.fact.consortium.text),
      ])
  }

  private static func leadTwice(
    _ fact: Membership, _ other: DatedFact<Membership>
  ) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_LEAD_TWICE",
      zh: "医联体 \(fact.consortium) 在 \(other.validity) 已由 \(other.fact.institution) 牵头",
      en: "\(fact.consortium) is led by \(other.fact.institution) in \(other.validity)",
      remedyZh: "请先终止原牵头关系", remedyEn: "end that lead first",
      details: [
        Problem.Detail("consortium", fact.consortium.text),
        Problem.Detail("lead", other.fact.institution.text),
      ])
  }
}
