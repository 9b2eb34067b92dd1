import Contract
import IndicatorsDomain
import IndicatorsStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store
import Tabular

/// Observations over the mesh.
struct ObservationsEndpoint: IndicatorObservations {
  let database: Database
  let uploads: UploadStaging

  /// Rows on a page when the caller does not say.
  private static let usualPage = 100
  private static let largestPage = 1000
  /// Issues printed in a report; the others are counted.
  private static let printedIssues = 100

  func record(
    _ request: Indicators.RecordObservationsRequest, context: ServerContext
  ) async throws -> Indicators.RecordObservationsResponse {
    let observations = try request.observations.map { try Observation($0) }
    return try await database.write { [database] transaction in
      try transaction.once(context, request, at: .now()) {
        var response = Indicators.RecordObservationsResponse()
        for observation in observations {
          switch try ObservationTable.record(observation, at: .now(), in: transaction) {
          case .unchanged: response.unchanged += 1
          case .inserted, .replaced: response.recorded += 1
          }
        }
        if response.recorded > 0 {
          try Self.announce(Int(response.recorded), "call", database, transaction)
        }
        return response
      }
    }
  }

  func list(
    _ request: Indicators.ListObservationsRequest, context: ServerContext
  ) async throws -> Indicators.ListObservationsResponse {
    let filter = ObservationTable.Filter(
      element: request.element.isEmpty ? nil : request.element,
      subject: request.subject.isEmpty ? nil : request.subject,
      period: request.period.isEmpty ? nil : request.period, withHistory: request.withHistory)
    let place =
      try request.pageToken.isEmpty ? nil : ObservationTable.Place(token: request.pageToken)
    let size =
      request.pageSize == 0 ? Self.usualPage : min(Int(request.pageSize), Self.largestPage)
    // One more than asked tells whether there is another page.
    let found = try await database.read {
      try ObservationTable.list(filter, after: place, limit: size + 1, in: $0)
    }
    let shown = found.prefix(size)
    return Indicators.ListObservationsResponse(
      observations: shown.map(\.message),
      nextPageToken: found.count > size ? shown.last?.place.token ?? "" : "")
  }

  func `import`(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await uploads.receive(requests)
    defer { uploads.discard(file) }
    let content = try Self.content(of: file)
    let report = try await database.write { [database] transaction in
      let report = try ObservationImport.record(content, at: .now(), in: transaction)
      if report.inserted + report.replaced > 0 {
        try Self.announce(
          report.inserted + report.replaced, file.sha256, database, transaction)
      }
      return report
    }
    return Common.ImportReport(
      importId: file.sha256, rowsRead: UInt64(report.read),
      rowsInserted: UInt64(report.inserted), rowsReplaced: UInt64(report.replaced),
      rowsUnchanged: UInt64(report.unchanged), rowsQuarantined: UInt64(report.issues.count),
      issues: report.issues.prefix(Self.printedIssues).map(\.wire),
      issuesTruncated: report.issues.count > Self.printedIssues)
  }

  private static func content(of file: StagedFile) throws -> [UInt8] {
    let source = try FileSource(path: file.path)
    var content = [UInt8](repeating: 0, count: file.bytes)
    var done = 0
    while done < content.count {
      let count = try content.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[done...]))
      }
      if count == 0 { break }
      done += count
    }
    return content
  }

  private static func announce(
    _ count: Int, _ subject: String, _ database: Database, _ transaction: Transaction
  ) throws {
    let payload = Indicators.RecordObservationsResponse(recorded: UInt32(clamping: count))
    try database.outbox.append(
      kind: "indicators.observations.recorded", subject: subject,
      payloadType: Indicators.RecordObservationsResponse.fullName, payload: payload.encoded(),
      at: .now(), in: transaction)
  }
}
