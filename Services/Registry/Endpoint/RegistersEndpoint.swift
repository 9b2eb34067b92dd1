import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime

/// Every register over the mesh. A call names its register; from there on it is generic.
struct RegistersEndpoint: RegistryRegisters {
  let desk: RegistryDesk

  func describeRegisters(
    _ request: Registry.DescribeRegistersRequest, context: ServerContext
  ) async throws -> Registry.DescribeRegistersResponse {
    let types =
      request.register.isEmpty
      ? RegisterCatalogue.all : [try RegisterCatalogue.register(named: request.register)]
    return Registry.DescribeRegistersResponse(
      registers: types.map { Registry.RegisterDescription($0.register) })
  }

  func getEntry(
    _ request: Registry.GetEntryRequest, context: ServerContext
  ) async throws -> Registry.RegisterEntry {
    try await get(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func get<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.GetEntryRequest, _ context: ServerContext
  ) async throws -> Registry.RegisterEntry {
    let reading = try PersonReading(of: Entry.register, context, purpose: request.purpose)
    let key = try RegisterKey(request.key, of: Entry.register)
    let asOf = try desk.asOf(request.asOf)
    let version = try await desk.read { try $0.entry(type, key, asOf: asOf) }
    try await reading?.record([version].compactMap { $0 }, asked: "key", desk)
    guard let found = version else {
      throw Problem.unknownFact(key.description, on: asOf.day)
    }
    return Registry.RegisterEntry(found)
  }

  func listEntries(
    _ request: Registry.ListEntriesRequest, context: ServerContext
  ) async throws -> Registry.ListEntriesResponse {
    try await list(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func list<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.ListEntriesRequest, _ context: ServerContext
  ) async throws -> Registry.ListEntriesResponse {
    let reading = try PersonReading(of: Entry.register, context, purpose: request.purpose)
    let filter = try RegisterFilter(request.filter, of: Entry.register)
    let asOf = try desk.asOf(request.asOf)
    let page = Page(size: request.pageSize, token: request.pageToken)
    let after = try RegisterKey(token: page.after, of: Entry.register)
    let found = try await desk.read {
      try $0.entries(type, filter, asOf: asOf, limit: page.limit, after: after)
    }
    let (shown, next) = page.cut(found) { $0.fact.key.token }
    try await reading?.record(shown, asked: filter.asked, desk)
    return Registry.ListEntriesResponse(
      entries: shown.map { Registry.RegisterEntry($0) }, nextPageToken: next)
  }

  func countEntries(
    _ request: Registry.CountEntriesRequest, context: ServerContext
  ) async throws -> Registry.CountEntriesResponse {
    try await count(RegisterCatalogue.register(named: request.register), request)
  }

  private func count<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.CountEntriesRequest
  ) async throws -> Registry.CountEntriesResponse {
    let filter = try RegisterFilter(request.filter, of: Entry.register)
    let fields = try request.by.map { try Entry.register.field(named: $0) }
    let sum = request.sum.isEmpty ? nil : try Entry.register.summable(request.sum)
    let asOf = try desk.asOf(request.asOf)
    let counts = try await desk.read {
      try $0.count(type, filter, by: fields, sum: sum, asOf: asOf)
    }
    return Registry.CountEntriesResponse(
      counts: counts.map {
        Registry.EntryCount(values: $0.values, entries: $0.entries, sum: $0.sum)
      })
  }

  func entryHistory(
    _ request: Registry.EntryHistoryRequest, context: ServerContext
  ) async throws -> Registry.EntryHistoryResponse {
    try await history(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func history<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.EntryHistoryRequest, _ context: ServerContext
  ) async throws -> Registry.EntryHistoryResponse {
    let reading = try PersonReading(of: Entry.register, context, purpose: request.purpose)
    let key = try RegisterKey(request.key, of: Entry.register)
    let versions = try await desk.read { try $0.history(of: type, key) }
    try await reading?.record(versions, asked: "key", desk)
    return Registry.EntryHistoryResponse(versions: versions.map { Registry.RegisterEntry($0) })
  }

  func entriesAsOf(
    _ request: Registry.EntriesAsOfRequest, context: ServerContext
  ) async throws -> Registry.EntriesAsOfResponse {
    try await asOf(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func asOf<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.EntriesAsOfRequest, _ context: ServerContext
  ) async throws -> Registry.EntriesAsOfResponse {
    let reading = try PersonReading(of: Entry.register, context, purpose: request.purpose)
    let filter = try RegisterFilter(request.filter, of: Entry.register)
    let days = try DaySpan(from: request.fromDay, to: request.toDay).days
    let page = Page(size: request.pageSize, token: request.pageToken)
    let after = try RegisterKey(token: page.after, of: Entry.register)
    let (recorded, found) = try await desk.read { reader in
      let recorded =
        request.recorded == 0 ? try reader.lastRecorded() : Int64(clamping: request.recorded)
      return (
        recorded,
        try reader.entries(
          type, filter, heldWithin: days, recorded: recorded, limit: page.limit, after: after)
      )
    }
    try await reading?.record(found.versions, asked: filter.asked, desk)
    return Registry.EntriesAsOfResponse(
      recorded: UInt64(clamping: recorded),
      versions: found.versions.map { Registry.RegisterEntry($0) },
      nextPageToken: found.isLast ? "" : found.versions.last?.fact.key.token ?? "")
  }

  func putEntry(
    _ request: Registry.PutEntryRequest, context: ServerContext
  ) async throws -> Registry.EntryRecorded {
    try await put(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func put<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.PutEntryRequest, _ context: ServerContext
  ) async throws -> Registry.EntryRecorded {
    guard let message = request.entry else { throw Problem.invalidField("entry", "") }
    let entry = try Entry(message, decidedBy: context.peer.identity)
    let from = try Day(parsing: message.validity?.validFrom ?? "")
    let expected =
      request.expectedRecorded == 0 ? nil : Int64(clamping: request.expectedRecorded)
    return try await desk.write(request, context) { writer in
      Registry.EntryRecorded(try writer.put(entry, from: from, expected: expected))
    }
  }

  func closeEntry(
    _ request: Registry.CloseEntryRequest, context: ServerContext
  ) async throws -> Registry.EntryRecorded {
    try await close(RegisterCatalogue.register(named: request.register), request, context)
  }

  private func close<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.CloseEntryRequest, _ context: ServerContext
  ) async throws -> Registry.EntryRecorded {
    let key = try RegisterKey(request.key, of: Entry.register)
    let day = try Day(parsing: request.validTo)
    let expected = Int64(clamping: request.expectedRecorded)
    return try await desk.write(request, context) { writer in
      Registry.EntryRecorded(try writer.close(type, key, at: day, expected: expected))
    }
  }

  func checkRegister(
    _ request: Registry.CheckRegisterRequest, context: ServerContext
  ) async throws -> Registry.CheckRegisterResponse {
    try await check(RegisterCatalogue.register(named: request.register), request)
  }

  private func check<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.CheckRegisterRequest
  ) async throws -> Registry.CheckRegisterResponse {
    let area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    let day = try desk.asOf(request.asOf).day
    let rules = desk.rules
    let findings = try await desk.read {
      try $0.check(type, in: area, on: day, rules: rules)
    }
    return Registry.CheckRegisterResponse(findings: findings.map(\.findingMessage))
  }

  func importEntries(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await desk.uploads.receive(requests)
    defer { desk.uploads.discard(file) }
    let name = file.name.split(separator: ".", omittingEmptySubsequences: false).first ?? ""
    return try await importFile(
      RegisterCatalogue.register(named: String(name)), file, context)
  }

  private func importFile<Entry: RegisterEntry>(
    _ type: Entry.Type, _ file: StagedFile, _ context: ServerContext
  ) async throws -> Common.ImportReport {
    let table = try UploadedTable(file, as: RegisterTable<Entry>.self)
    return table.report(
      try await desk.write(context) {
        try $0.importEntries(table.rows, outcome: table.outcome)
      })
  }

  func exportEntries(
    _ request: Registry.ExportEntriesRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let type = try RegisterCatalogue.register(named: request.register)
    let content = try await export(type, request, context)
    try await DownloadedTable(fileName: "\(type.register.name).csv", content: content)
      .write(to: responses)
  }

  private func export<Entry: RegisterEntry>(
    _ type: Entry.Type, _ request: Registry.ExportEntriesRequest, _ context: ServerContext
  ) async throws -> [UInt8] {
    let reading = try PersonReading(of: Entry.register, context, purpose: request.purpose)
    let filter = try RegisterFilter(request.filter, of: Entry.register)
    let today = try desk.today
    let (content, persons) = try await desk.read { reader in
      var table = TableWriter(RegisterTable<Entry>.self)
      var persons: Set<String> = []
      try reader.exportEntries(type, filter, on: today) {
        table.write($0)
        if reading != nil { persons.insert($0.fact.key.description) }
      }
      return (table.takeBytes(), persons)
    }
    try await reading?.record(persons.sorted(), asked: filter.asked, desk)
    return content
  }
}
