import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Store

/// Facts for those who keep a copy.
struct CopiesEndpoint: RegistryCopies {
  let desk: RegistryDesk

  private static let ownerLimit = 1000
  /// Facts in one piece: some 200 KiB, so that the stream is busy and nobody holds much.
  private static let pageFacts = 2000

  /// The sequence is taken before the facts are read, so that they hold at least everything up to it.
  func readFacts(
    _ request: Registry.ReadFactsRequest, responses: ResponseWriter<Registry.FactBatch>,
    context: ServerContext
  ) async throws {
    let part = try CopiedPart(named: request.part)
    guard request.owners.count <= Self.ownerLimit else {
      throw Problem.invalidField("owners", "\(request.owners.count)")
    }
    var reading: PersonReading?
    if case .register(let type) = part {
      reading = try PersonReading(of: type.register, context, purpose: "")
    }
    let sequence = UInt64(clamping: desk.database.outbox.last)
    let recorded = try await desk.read { try $0.lastRecorded() }
    var page =
      request.owners.isEmpty
      ? CopyPage.all(recorded: recorded, after: nil, limit: Self.pageFacts)
      : .owners(request.owners)
    while true {
      let (facts, next) = try await desk.read { [page] in try Self.facts(part, page, $0) }
      try await reading?.record(facts.map(\.key), asked: "copy", desk)
      try await responses.write(
        Registry.FactBatch(
          sequence: sequence, recorded: UInt64(clamping: recorded), facts: facts))
      guard let next else { return }
      page = .all(recorded: recorded, after: next, limit: Self.pageFacts)
    }
  }

  private static func facts(
    _ part: CopiedPart, _ page: CopyPage, _ reader: RegistryReader
  ) throws -> ([Registry.CopiedFact], next: RegistryReader.CopyPosition?) {
    switch part {
    case .areas:
      try copied(reader.areas(page), owner: \.code.description) { Registry.Area($0) }
    case .institutions:
      try copied(reader.institutions(page), owner: \.code.text) { Registry.Institution($0) }
    case .consortia:
      try copied(reader.consortia(page), owner: \.code.text) { Registry.Consortium($0) }
    case .memberships:
      try copied(reader.memberships(page), owner: \.consortium.text) { Registry.Membership($0) }
    case .register(let type):
      try entries(type, page, reader)
    }
  }

  private static func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ page: CopyPage, _ reader: RegistryReader
  ) throws -> ([Registry.CopiedFact], next: RegistryReader.CopyPosition?) {
    try copied(reader.entries(type, page), owner: \.key.description) { Registry.RegisterEntry($0) }
  }

  private static func copied<Fact: RegistryFact>(
    _ facts: CopiedFacts<Fact>, owner: (Fact) -> String,
    _ message: (Version<Fact>) throws -> some Message
  ) throws -> ([Registry.CopiedFact], next: RegistryReader.CopyPosition?) {
    let copied = try facts.versions.map { version in
      let owner = owner(version.fact)
      let key = "\(version.fact.key)"
      return Registry.CopiedFact(
        owner: owner, key: key, validFromDay: version.validity.from.number,
        validToDay: version.validity.to?.number ?? .max, content: try message(version).encoded())
    }
    return (copied, facts.next)
  }
}
