import Quantities

extension RegistryKnowledge {
  /// Entries of a day whose field holds one of the codes.
  func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ field: Field<RegistryCode>, in codes: some Collection<RegistryCode>,
    on day: Day
  ) throws -> [Entry] {
    try Self.conditions(field.definition, codes).flatMap {
      try entries(type, in: nil, where: [$0], on: day)
    }
  }

  /// The same at any time, with the days they hold.
  func timelines<Entry: RegisterEntry>(
    _ type: Entry.Type, _ field: Field<RegistryCode>, in codes: some Collection<RegistryCode>
  ) throws -> [DatedFact<Entry>] {
    try Self.conditions(field.definition, codes).flatMap { try timelines(type, where: [$0]) }
  }

  /// Questions with at most so many values each: databases bound the arguments of a statement.
  private static func conditions(
    _ field: RegisterField, _ codes: some Collection<RegistryCode>
  ) throws(Problem) -> [FieldCondition] {
    let texts = Set(codes).sorted().map(\.text)
    var conditions: [FieldCondition] = []
    for start in stride(from: 0, to: texts.count, by: 500) {
      let piece = Array(texts[start..<min(start + 500, texts.count)])
      conditions.append(try FieldCondition(field, .equals, piece))
    }
    return conditions
  }

  /// Practitioners of a day by code.
  func practitioners(
    _ codes: some Collection<RegistryCode>, on day: Day
  ) throws -> [RegistryCode: Practitioner] {
    Dictionary(
      try entries(Practitioner.self, Practitioner.code, in: codes, on: day).map { ($0.code, $0) },
      uniquingKeysWith: { $1 })
  }

  /// Postings of a day at the institutions, or of people they employ elsewhere.
  func postings(
    at institutions: some Collection<RegistryCode>, on day: Day
  ) throws -> [Posting] {
    let here = try entries(Posting.self, Posting.institution, in: institutions, on: day)
    let known = Set(here.map(\.key))
    let away = try Self.conditions(Posting.home.definition, institutions).flatMap {
      try entries(Posting.self, in: nil, where: [$0], on: day)
    }
    return here + away.filter { !known.contains($0.key) }
  }
}
