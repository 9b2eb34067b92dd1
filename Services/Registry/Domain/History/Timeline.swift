import Quantities

/// The present knowledge about one fact: versions that follow each other in time and never overlap
/// (时间线). Edits are computed here as pure values; storage only carries them out.
public struct Timeline<Fact: RegistryFact>: Sendable, Hashable {
  /// By first day.
  public let versions: [Version<Fact>]

  /// Throws `REGISTRY_HISTORY_OVERLAP` when two versions claim one day.
  public init(_ versions: [Version<Fact>]) throws(Problem) {
    let ordered = versions.sorted { $0.validity.from < $1.validity.from }
    for (earlier, later) in zip(ordered, ordered.dropFirst())
    where earlier.validity.overlaps(later.validity) {
      throw Self.overlap(earlier.validity, later.validity, of: later.fact.key)
    }
    self.versions = ordered
  }

  public func version(on day: Day) -> Version<Fact>? {
    versions.first { $0.validity.contains(day) }
  }

  /// A new fact from a day on. Throws `REGISTRY_ALREADY_EXISTS` when it exists on that day or later.
  public func opening(_ fact: Fact, from day: Day) throws(Problem) -> Revision<Fact> {
    let validity = try Validity(from: day)
    if let standing = versions.first(where: { $0.validity.overlaps(validity) }) {
      throw Problem(
        .alreadyExists, "REGISTRY_ALREADY_EXISTS",
        zh: "\(fact.key) 在 \(day) 或之后已存在", en: "\(fact.key) already exists on or after \(day)",
        remedyZh: "如需更改请使用编辑", remedyEn: "edit it instead",
        details: [
          Problem.Detail("code", "\(fact.key)"),
          Problem.Detail("valid_from", "\(standing.validity.from)"),
        ])
    }
    return Revision(.opened, superseded: [], inserted: [DatedFact(fact, validity)])
  }

  /// The version that holds on a day has another content from that day to its end. `expected` is
  /// the sequence the editor saw; `REGISTRY_EDIT_CONFLICT` when another change came first.
  public func editing(
    _ fact: Fact, from day: Day, expected: Int64
  ) throws(Problem) -> Revision<Fact> {
    guard let standing = version(on: day) else { throw Self.unknown(fact.key, on: day) }
    try Self.requireSeen(standing, expected)
    var inserted: [DatedFact<Fact>] = []
    if standing.validity.from < day {
      inserted.append(
        DatedFact(standing.fact, try Validity(from: standing.validity.from, to: day)))
    }
    inserted.append(DatedFact(fact, try Validity(from: day, to: standing.validity.to)))
    return Revision(.edited, superseded: [standing], inserted: inserted)
  }

  /// The fact ends on a day. Throws `REGISTRY_ALREADY_CLOSED` when it ended before, and
  /// `REGISTRY_CLOSE_TOO_EARLY` when a version that begins on or after the day would be lost.
  public func closing(
    at day: Day, key: Fact.Key, expected: Int64? = nil
  ) throws(Problem) -> Revision<Fact> {
    guard let last = versions.last else { throw Self.unknown(key, on: day) }
    if let expected { try Self.requireSeen(last, expected) }
    if let to = last.validity.to {
      throw Problem(
        .failedPrecondition, "REGISTRY_ALREADY_CLOSED",
        zh: "\(key) 已于 \(to) 终止", en: "\(key) has already ended on \(to)",
        remedyZh: "请核对代码和日期", remedyEn: "check the code and the day",
        details: [Problem.Detail("code", "\(key)"), Problem.Detail("valid_to", "\(to)")])
    }
    guard day > last.validity.from else { throw Self.tooEarly(last, day) }
    let ended = DatedFact(last.fact, try Validity(from: last.validity.from, to: day))
    return Revision(.closed, superseded: [last], inserted: [ended])
  }

  /// Whatever still holds on a day or later ends on it; nil when nothing does. Throws
  /// `REGISTRY_CLOSE_TOO_EARLY` when a version that begins on or after the day would be lost.
  public func ending(at day: Day) throws(Problem) -> Revision<Fact>? {
    if let later = versions.first(where: { $0.validity.from >= day }) {
      throw Self.tooEarly(later, day)
    }
    guard let standing = version(on: day) else { return nil }
    let ended = DatedFact(standing.fact, try Validity(from: standing.validity.from, to: day))
    return Revision(.closed, superseded: [standing], inserted: [ended])
  }

  /// The timeline after a revision was recorded.
  public func applying(
    _ revision: Revision<Fact>, recorded: Int64
  ) throws(Problem) -> Timeline<Fact> {
    let gone = Set(revision.superseded.map(\.validity.from))
    let kept = versions.filter { !gone.contains($0.validity.from) }
    return try Timeline(
      kept + revision.inserted.map { Version($0.fact, $0.validity, recorded: recorded) })
  }

  /// Throws `REGISTRY_EDIT_CONFLICT` when the version is not the one that was seen.
  public static func requireSeen(_ standing: Version<Fact>, _ expected: Int64) throws(Problem) {
    guard standing.recorded != expected else { return }
    throw Problem(
      .conflict, "REGISTRY_EDIT_CONFLICT",
      zh: "\(standing.fact.key) 已被他人更改（记录序号 \(standing.recorded)，您看到的是 \(expected)）",
      en:
        "\(standing.fact.key) was changed by someone else (recorded \(standing.recorded), you saw \(expected))",
      remedyZh: "请重新读取后再提交更改", remedyEn: "read it again and submit your change on top",
      details: [
        Problem.Detail("code", "\(standing.fact.key)"),
        Problem.Detail("recorded", "\(standing.recorded)"),
        Problem.Detail("expected_recorded", "\(expected)"),
      ])
  }

  private static func tooEarly(_ later: Version<Fact>, _ day: Day) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_CLOSE_TOO_EARLY",
      zh: "\(later.fact.key) 在 \(later.validity.from) 起还有记录，不能在 \(day) 终止",
      en: "\(later.fact.key) has a version from \(later.validity.from); it cannot end on \(day)",
      remedyZh: "请选择更晚的日期，或通过导入更正该记录",
      remedyEn: "choose a later day, or correct that version by an import",
      details: [
        Problem.Detail("code", "\(later.fact.key)"),
        Problem.Detail("valid_from", "\(later.validity.from)"),
      ])
  }

  private static func unknown(_ key: Fact.Key, on day: Day) -> Problem {
    .unknownFact("\(key)", on: day)
  }

  static func overlap(_ a: Validity, _ b: Validity, of key: Fact.Key) -> Problem {
    Problem(
      .conflict, "REGISTRY_HISTORY_OVERLAP",
      zh: "\(key) 的两个版本有效期重叠：\(a)、\(b)", en: "two versions of \(key) overlap: \(a), \(b)",
      remedyZh: "请先终止前一版本", remedyEn: "end the earlier version first",
      details: [Problem.Detail("code", "\(key)")])
  }
}

extension Problem {
  /// Nothing of that code is known on that day.
  public static func unknownFact(
    _ key: String, on day: Day, details: [Detail] = []
  ) -> Problem {
    Problem(
      .notFound, "REGISTRY_UNKNOWN", zh: "\(day) 没有代码为 \(key) 的记录",
      en: "nothing with the code \(key) is known on \(day)",
      remedyZh: "请核对代码和日期", remedyEn: "check the code and the day",
      details: [Detail("code", key), Detail("day", "\(day)")] + details)
  }
}
