import Quantities

/// How the posts of one institution are used on one day (编制与岗位使用情况, M53).
public struct StaffingReport: Sendable, Hashable {
  public let institution: Institution
  /// Approved posts; nil when none are registered.
  public let posts: Int?
  /// People who hold one, wherever they work.
  public let holders: Int
  /// Professional health staff among those it employs.
  public let professionals: Int
  public let titles: [TitleQuota]
  public let findings: [RuleFinding]

  /// By what the registry knows of a day.
  public init(
    _ institution: Institution, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    let rules = knowledge.rules
    let employed = try knowledge.postings(at: [institution.code], on: day)
      .filter { $0.employer == institution.code }
    let people = try knowledge.practitioners(employed.map(\.practitioner), on: day)
    let careers = try Careers(of: people.keys, on: day, knowledge)
    let staff = try people.values.sorted { $0.code < $1.code }.map { person in
      (
        person,
        isExempt: try rules.isExemptFromTitleQuota(
          person, township: careers.time(of: person.code, in: \.isTownshipHealthCentre),
          on: day, in: institution.area)
      )
    }
    let establishment = try knowledge.entries(
      Establishment.self, Establishment.institution, in: [institution.code], on: day
    ).first
    self.institution = institution
    posts = establishment?.posts
    holders = Set(employed.filter(\.holdsPost).map(\.practitioner)).count
    professionals = staff.count { $0.0.kind.isProfessional }
    titles = TitleQuota.use(of: establishment, by: staff)
    findings =
      [
        rules.diseaseControl(
          institution, professionals: professionals, posts: posts ?? 0, in: institution.area)
      ].compactMap { $0 } + titles.compactMap { rules.titlePosts($0, of: institution) }
  }
}

/// Where people have worked until a day (工作经历).
struct Careers {
  private let spans: [RegistryCode: [(kind: InstitutionKind, posting: PostingKind, Validity)]]
  private let day: Day

  init(
    of people: some Collection<RegistryCode>, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    var kinds: [RegistryCode: InstitutionKind?] = [:]
    var spans: [RegistryCode: [(kind: InstitutionKind, posting: PostingKind, Validity)]] = [:]
    for dated in try knowledge.timelines(Posting.self, Posting.practitioner, in: people) {
      let place = dated.fact.institution
      // What an institution is when somebody begins there decides what their time counts as.
      if kinds[place] == nil {
        kinds[place] = try knowledge.institution(place, on: dated.validity.from)?.kind
      }
      guard let known = kinds[place], let kind = known else { continue }
      spans[dated.fact.practitioner, default: []].append((kind, dated.fact.kind, dated.validity))
    }
    self.spans = spans
    self.day = day
  }

  func time(of person: RegistryCode, in counts: (InstitutionKind) -> Bool) -> ServiceTime {
    ServiceTime(
      spans[person, default: []].filter { counts($0.kind) }.map(\.2), before: day)
  }

  /// At the base, or sent to help a paired institution (到基层或对口帮扶的医疗机构).
  func baseTime(of person: RegistryCode) -> ServiceTime {
    ServiceTime(
      spans[person, default: []].filter { $0.kind.isPrimaryCare || $0.posting == .support }
        .map(\.2), before: day)
  }
}

extension InstitutionKind {
  /// 苏木（乡）镇卫生院.
  var isTownshipHealthCentre: Bool { self == .townshipHealthCentre }
}
