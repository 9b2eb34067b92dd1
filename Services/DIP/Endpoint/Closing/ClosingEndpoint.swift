import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Closing and adjusting over the mesh.
struct ClosingEndpoint: DipClosing {
  private static let reasonLimit = 2000

  let desk: ClosingDesk
  let database: Database
  let clock: @Sendable () -> Timestamp

  func close(
    _ request: Dip.CloseRequest, context: ServerContext
  ) async throws -> Dip.Closing {
    try CallerScope(context).requireBureau()
    let reason = try SpecialCasesEndpoint.text(request.reason, "reason", limit: Self.reasonLimit)
    return try await database.write { transaction in
      try transaction.once(context, request, at: clock()) {
        let closing = try desk.close(
          request.runId, reason: reason, actor: context.peer.identity, in: transaction)
        return try Self.message(closing, in: transaction)
      }
    }
  }

  func adjust(
    _ request: Dip.AdjustRequest, responses: ResponseWriter<Dip.AdjustProgress>,
    context: ServerContext
  ) async throws {
    try CallerScope(context).requireBureau()
    let reason = try SpecialCasesEndpoint.text(request.reason, "reason", limit: Self.reasonLimit)
    // The work does not wait for who watches it: what is not taken in time is left out.
    let (steps, sink) = AsyncStream.makeStream(
      of: SettlementProgress.self, bufferingPolicy: .bufferingNewest(32))
    async let adjusted = {
      defer { sink.finish() }
      return try await desk.adjust(request, reason: reason, actor: context.peer.identity) {
        sink.yield($0)
      }
    }()
    for await step in steps {
      try await responses.write(
        Dip.AdjustProgress(
          stage: step.stage.rawValue, done: UInt64(step.done), total: UInt64(step.total)))
    }
    let adjustment = try await adjusted
    try await responses.write(
      Dip.AdjustProgress(
        stage: SettlementProgress.Stage.done.rawValue, adjustment: Dip.Adjustment(adjustment)))
  }

  func getClosing(
    _ request: Dip.GetClosingRequest, context: ServerContext
  ) async throws -> Dip.Closing {
    let region = try AreaCode(parsing: request.region).description
    let year = Int(try Year(parsing: request.year).number)
    return try await database.read { connection in
      guard let found = try ClosingTable.find(region: region, year: year, in: connection) else {
        throw Problem(
          .notFound, "DIP_CLOSING_UNKNOWN", zh: "\(region) \(year) 年尚未关账。",
          en: "The year \(year) of \(region) is not closed.", remedyZh: "请先关账（dip close）。",
          remedyEn: "Close it first (dip close).")
      }
      return try Self.message(found, in: connection)
    }
  }

  func listClosings(
    _ request: Dip.ListClosingsRequest, context: ServerContext
  ) async throws -> Dip.ListClosingsResponse {
    let region = try request.region.isEmpty ? "" : AreaCode(parsing: request.region).description
    return try await database.read { connection in
      Dip.ListClosingsResponse(
        closings: try ClosingTable.list(region: region, in: connection).map {
          try Self.message($0, in: connection)
        })
    }
  }

  func getAdjustment(
    _ request: Dip.GetAdjustmentRequest, context: ServerContext
  ) async throws -> Dip.Adjustment {
    let scope = CallerScope(context)
    if !request.institutionCode.isEmpty { try scope.require(request.institutionCode) }
    let found = try await database.read {
      try ClosingTable.adjustment(
        request.adjustmentId, institutionCode: request.institutionCode, in: $0)
    }
    guard var found else {
      throw Problem(
        .notFound, "DIP_ADJUSTMENT_UNKNOWN", zh: "没有调整结算 \(request.adjustmentId.prefix(64))。",
        en: "There is no adjustment \(request.adjustmentId.prefix(64)).",
        remedyZh: "请从关账记录中查询编号。", remedyEn: "The closing of the year lists them.")
    }
    found.lines.removeAll { !scope.sees($0.institutionCode) }
    return Dip.Adjustment(found)
  }

  private static func message(
    _ closing: Closing, in connection: Connection
  ) throws -> Dip.Closing {
    Dip.Closing(
      closing,
      adjustments: try ClosingTable.adjustments(
        region: closing.region, year: closing.year, in: connection),
      effectiveRun: try ClosingTable.effectiveRun(of: closing, in: connection))
  }
}
