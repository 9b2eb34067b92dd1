import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Store
import Testing

extension ServiceUnderTest {
  func results(_ runID: String) async throws -> [Dip.GroupingResultRecord] {
    var results: [Dip.GroupingResultRecord] = []
    for try await batch in try await reports.streamResults(
      Dip.StreamResultsRequest(runId: runID))
    {
      results += batch.results
    }
    return results
  }

  /// A report as a file: its name and its bytes.
  func file(_ request: Dip.ExportReportRequest) async throws -> (name: String, bytes: [UInt8]) {
    var name = ""
    var bytes: [UInt8] = []
    for try await chunk in try await reports.exportReport(request) {
      if chunk.offset == 0 { name = chunk.fileName }
      #expect(chunk.offset == UInt64(bytes.count))
      bytes += chunk.content
    }
    return (name, bytes)
  }

  /// The current lists in order of `setl_id`.
  func storedLists() async throws -> [Case] {
    let lists = try await temporary.database.read {
      try SettlementListTable.load(
        SettlementListTable.Selection(region: nil, from: nil, through: nil, revision: .max), in: $0
      ).lists
    }
    return (0..<lists.count).map { lists[$0] }.sorted { $0.id < $1.id }
  }

  func submit(_ lists: [Case]) async throws {
    var columns = Dip.SettlementListColumns()
    for list in lists { columns.append(list) }
    let report = try await cases.submitCases(Dip.SubmitCasesRequest(columns: columns))
    #expect(report.rowsQuarantined == 0, "\(report.issues)")
  }
}

extension Dip.ReportTable {
  /// A row's values by column.
  func figures(of row: Dip.ReportRow) -> [String: String] {
    Dictionary(uniqueKeysWithValues: zip(columns.map(\.key), row.cells.map(\.value)))
  }
}
