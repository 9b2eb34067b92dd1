import Quantities

/// A practitioner's work at an institution over some days (任职、派驻、多点执业). They may work at one
/// institution in two ways at a time, such as employed there and sent back to help.
public struct Posting: RegisterEntry {
  public static let practitioner = Field.practitioner().key
  public static let institution = Field.institution().key
  public static let kind = Field<PostingKind>.term("kind", "任职方式", "kind").key
  public static let home = Field.institution("home", "聘用单位", "employer").aliases("派出单位").optional
  public static let share = Field.text("share", "工作量份额", "share of working time", limit: 16)
    .optional
  public static let holdsPost = Field.flag("holds_post", "占编", "holds an approved post").optional

  public static let register = RegisterDescription(
    "postings", "任职", "postings",
    source: "M24: S000·三, S001·3, S003·3; M54: S000·十三, S003·21",
    fields: [practitioner, institution, kind, home, share, holdsPost], rules: [.postingPlaces])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var practitioner: RegistryCode { self[Self.practitioner] }
  public var institution: RegistryCode { self[Self.institution] }
  public var kind: PostingKind { self[Self.kind] }
  /// Who employs them (聘用、编制所在单位) when that is another institution; nil when it is this one.
  public var home: RegistryCode? { self[Self.home] }
  /// The part of their working time spent here; nil shares what is left with their other postings.
  public var share: WorkShare? {
    self[Self.share].flatMap { text in try? WorkShare(parsing: text) }
  }
  /// Whether they hold one of the home institution's approved posts (占编制).
  public var holdsPost: Bool { self[Self.holdsPost] ?? false }
  /// Who employs them: the home, or the institution itself.
  public var employer: RegistryCode { home ?? institution }

  /// Throws `REGISTRY_POSTING_HOME` when the kind says that they come from elsewhere and no other
  /// institution is named, or the reverse; `REGISTRY_SHARE_INVALID` for a share that is none.
  public func check() throws(Problem) {
    if let share = self[Self.share] { _ = try WorkShare(parsing: share) }
    guard kind.comesFromElsewhere != (home != nil) || home == institution else { return }
    throw Problem(
      .invalidInput, "REGISTRY_POSTING_HOME",
      zh: kind.comesFromElsewhere
        ? "任职方式“\(kind.chinese)”须填写另一机构为聘用单位" : "在职聘用的聘用单位即本机构，不另填写",
      en: kind.comesFromElsewhere
        ? "a \(kind.rawValue) posting names another institution that employs them"
        : "who is employed here has no other employer",
      remedyZh: kind.comesFromElsewhere ? "请填写派出或聘用单位代码" : "请清空聘用单位",
      remedyEn: kind.comesFromElsewhere ? "write the code of that institution" : "leave it empty",
      details: [Problem.Detail("practitioner", practitioner.text)])
  }

  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    // The other kinds may join any two institutions; a nation's postings ask nothing.
    guard kind == .countyManaged || kind == .townshipEngaged,
      let place = try knowledge.institution(institution, on: day)
    else { return [] }
    let home = try home.flatMap { try knowledge.institution($0, on: day) }
    return [knowledge.rules.postingPlaces(self, at: place, home: home)].compactMap { $0 }
  }

  /// The shares of one person's postings on one day: those that are written, and for the rest equal
  /// parts of what is left. They add up to one when any is not written, else to what is written.
  /// Throws `REGISTRY_SHARE_EXCEEDED` when nothing is left for a posting, or more than one is written.
  public static func shares(_ postings: [Posting]) throws(Problem) -> [Ratio] {
    guard let shares = WorkShare.completed(postings.map(\.share)) else {
      throw exceeded(postings)
    }
    return shares
  }

  private static func exceeded(_ postings: [Posting]) -> Problem {
    let person = postings.first.map { $0.practitioner.text } ?? ""
    let list = postings.map { "\($0.institution) \($0.share?.description ?? "—")" }
      .joined(separator: ", ")
    return Problem(
      .failedPrecondition, "REGISTRY_SHARE_EXCEEDED",
      zh: "\(person) 同时的工作量份额超过 1 个全时当量：\(list)",
      en: "\(person) is shared out for more than one full working time: \(list)",
      remedyZh: "请减少份额，或终止已结束的任职", remedyEn: "lower a share, or end a posting that is over",
      details: [Problem.Detail("practitioner", person)])
  }
}
