import Contract
public import Mesh
public import Messages
import Quantities
public import Store

/// A copy of some parts of the registry (登记副本) in a service's own database, in the tables of
/// `CopiedFactTable`. `RegistryFacts` reads it.
public final class RegistryCopy: CachedCopy {
  private let name: String
  private let parts: [RegistryPart]
  private let client: RegistryCopiesClient
  private let database: Database
  private let arriving = Guarded<Set<Int64>>([])

  /// Owners that one question may name; the contract's limit.
  private static let ownersAsked = 1000
  private static let patience = CallOptions(timeout: .seconds(600))

  /// A copy that was made with other parts cannot be followed: it begins anew.
  ///
  /// - Parameters:
  ///   - name: of the cursor that goes with it.
  ///   - registry: a client of the registry service.
  ///   - database: the service's own.
  public init(
    _ name: String, of parts: [RegistryPart], registry: MeshClient, database: Database
  ) throws {
    self.name = name
    self.parts = parts
    client = RegistryCopiesClient(client: registry)
    self.database = database
    try database.writeSync { transaction in
      let known = try CopiedFactTable.copy(of: name, in: transaction)?.parts
      if known != partNames { try ConsumerCursor.forget(name, in: transaction) }
    }
  }

  private var partNames: String { parts.map(\.name).sorted().joined(separator: " ") }

  // MARK: Changes

  public func change(by events: [Common.Event]) async throws -> Change? {
    var named: [RegistryPart: Set<String>] = [:]
    var recorded: Int64 = 0
    for event in events where event.payloadType == Registry.RegistryChange.fullName {
      let change = try Registry.RegistryChange(encoded: event.payload)
      recorded = max(recorded, Int64(clamping: change.recorded))
      for part in parts where event.kind.hasPrefix("registry.\(part.eventName).") {
        named[part, default: []].formUnion(change.codes)
      }
    }
    var read: [(part: RegistryPart, owners: [String], facts: [CopiedFact])] = []
    for part in parts {
      let owners = Array(named[part, default: []])
      for start in stride(from: 0, to: owners.count, by: Self.ownersAsked) {
        let asked = Array(owners[start..<min(start + Self.ownersAsked, owners.count)])
        read.append((part, asked, try await facts(part, of: asked)))
      }
    }
    return { [name, read, recorded] transaction in
      for piece in read {
        try CopiedFactTable.replace(
          part: piece.part.name, owners: piece.owners, with: piece.facts, in: transaction)
      }
      try CopiedFactTable.reach(recorded: recorded, of: name, in: transaction)
    }
  }

  private func facts(_ part: RegistryPart, of owners: [String]) async throws -> [CopiedFact] {
    var facts: [CopiedFact] = []
    for try await batch in try await client.readFacts(
      Registry.ReadFactsRequest(part: part.name, owners: owners), options: Self.patience)
    {
      facts += batch.facts.map { CopiedFact($0) }
    }
    return facts
  }

  // MARK: Snapshots

  /// Reads all parts into a table beside the copy, piece by piece, so that neither memory nor a long
  /// transaction is needed for 700 000 areas.
  public func snapshot() async throws -> (sequence: Int64, change: Change) {
    let arrival = try await database.write { [arriving] transaction in
      try Arrival(arriving) {
        try CopiedFactTable.beginSnapshot(beside: $0, in: transaction)
      }
    }
    // Parts are read one after the other: the copy knows as much as the first one did, and what
    // came since is read again with its event.
    var known: (sequence: Int64, recorded: Int64)?
    for part in parts {
      for try await batch in try await client.readFacts(
        Registry.ReadFactsRequest(part: part.name), options: Self.patience)
      {
        if known == nil {
          known = (Int64(clamping: batch.sequence), Int64(clamping: batch.recorded))
        }
        let facts = batch.facts.map { CopiedFact($0) }
        try await database.write {
          try CopiedFactTable.arrive(
            part: part.name, facts, snapshot: arrival.number, in: $0)
        }
      }
    }
    guard let known else {
      throw RPCError(
        .dataLoss, reason: "COPY_ANSWER_EMPTY", zh: "登记服务的应答为空。",
        en: "The registry's answer was empty.", remedyZh: "请核对两个服务的版本。",
        remedyEn: "Compare the versions of the two services.")
    }
    return (
      known.sequence,
      { [name, partNames] transaction in
        try CopiedFactTable.take(
          snapshot: arrival.number, of: name, parts: partNames, recorded: known.recorded,
          in: transaction)
      }
    )
  }
}

extension CopiedFact {
  /// The end of what still holds, on the wire.
  private static let open = Int32.max

  init(_ message: Registry.CopiedFact) {
    self.init(
      owner: message.owner, key: message.key, validFrom: message.validFromDay,
      validTo: message.validToDay == Self.open ? nil : message.validToDay,
      content: message.content)
  }
}

/// A snapshot while it arrives and until it took the copy's place: as long as somebody holds it, its
/// rows are not taken for left-overs.
private final class Arrival: Sendable {
  let number: Int64
  private let arriving: Guarded<Set<Int64>>

  init(_ arriving: Guarded<Set<Int64>>, _ begin: (Set<Int64>) throws -> Int64) throws {
    self.arriving = arriving
    number = try arriving.withLock { numbers in
      let number = try begin(numbers)
      numbers.insert(number)
      return number
    }
  }

  deinit { arriving.withLock { _ = $0.remove(number) } }
}
