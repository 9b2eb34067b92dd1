import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

extension AreasEndpoint {
  func openArea(
    _ request: Registry.OpenAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    guard let message = request.area else { throw Problem.invalidField("area", "") }
    return try await carryOut(request, context) { () throws(Problem) in
      try AreaDecision(
        .open(Area(message)), on: Day(parsing: message.validity?.validFrom ?? ""),
        basis: request.basis)
    }
  }

  func renameArea(
    _ request: Registry.RenameAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      try Self.altering(
        request.code, AreaChange.Alteration(name: request.name), request.day,
        request.expectedRecorded, request.basis)
    }
  }

  func convertArea(
    _ request: Registry.ConvertAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      try Self.altering(
        request.code,
        AreaChange.Alteration(
          code: request.newCode.isEmpty ? nil : AreaCode(parsing: request.newCode),
          name: request.name.isEmpty ? nil : request.name, kind: AreaKind(request.kind, "kind")),
        request.day, request.expectedRecorded, request.basis)
    }
  }

  func recodeArea(
    _ request: Registry.RecodeAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      try Self.altering(
        request.code,
        AreaChange.Alteration(
          code: AreaCode(parsing: request.newCode), name: request.name.isEmpty ? nil : request.name),
        request.day, request.expectedRecorded, request.basis)
    }
  }

  func transferArea(
    _ request: Registry.TransferAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      try Self.altering(
        request.code, AreaChange.Alteration(parent: AreaCode(parsing: request.parent)),
        request.day, request.expectedRecorded, request.basis)
    }
  }

  func mergeAreas(
    _ request: Registry.MergeAreasRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      guard request.codes.count == request.expectedRecorded.count else {
        throw .invalidField("expected_recorded", "\(request.expectedRecorded.count)")
      }
      var codes: [AreaCode] = []
      var seen: [AreaCode: Int64] = [:]
      for (text, recorded) in zip(request.codes, request.expectedRecorded) {
        let code = try AreaCode(parsing: text)
        codes.append(code)
        seen[code] = Int64(clamping: recorded)
      }
      let merger = AreaChange.Merger(
        into: try AreaCode(parsing: request.target),
        name: request.name.isEmpty ? nil : request.name,
        kind: request.kind == .unspecified ? nil : try AreaKind(request.kind, "kind"),
        residents: request.residents == 0 ? nil : request.residents)
      return try AreaDecision(
        .merge(codes, merger), on: Day(parsing: request.day), basis: request.basis, seen: seen)
    }
  }

  func splitArea(
    _ request: Registry.SplitAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      let code = try AreaCode(parsing: request.code)
      var parts: [AreaChange.Part] = []
      for part in request.parts { parts.append(try AreaChange.Part(part)) }
      return try AreaDecision(
        .split(code, parts), on: Day(parsing: request.day), basis: request.basis,
        seen: [code: Int64(clamping: request.expectedRecorded)])
    }
  }

  func closeArea(
    _ request: Registry.CloseAreaRequest, context: ServerContext
  ) async throws -> Registry.AreaEventRecorded {
    try await carryOut(request, context) { () throws(Problem) in
      let code = try AreaCode(parsing: request.code)
      return try AreaDecision(
        .close(code), on: Day(parsing: request.day), basis: request.basis,
        seen: [code: Int64(clamping: request.expectedRecorded)])
    }
  }

  func countResidents(
    _ request: Registry.CountResidentsRequest, context: ServerContext
  ) async throws -> Registry.CountResidentsResponse {
    let code = try AreaCode(parsing: request.code)
    let population = try Area.Population(residents: request.residents, year: Int(request.year))
    return try await desk.write(request, context) { writer in
      Registry.CountResidentsResponse(
        areas: try writer.countResidents(
          population, of: code, expected: Int64(clamping: request.expectedRecorded)
        ).map { Registry.Area($0) })
    }
  }

  private func carryOut<Request: Message>(
    _ request: Request, _ context: ServerContext,
    _ decide: () throws(Problem) -> AreaDecision
  ) async throws -> Registry.AreaEventRecorded {
    let decision = try decide()
    return try await desk.write(request, context) { writer in
      Registry.AreaEventRecorded(try writer.changeAreas(decision))
    }
  }

  private static func altering(
    _ code: String, _ alteration: AreaChange.Alteration, _ day: String, _ expected: UInt64,
    _ basis: String
  ) throws(Problem) -> AreaDecision {
    let code = try AreaCode(parsing: code)
    return try AreaDecision(
      .alter(code, alteration), on: Day(parsing: day), basis: basis,
      seen: [code: Int64(clamping: expected)])
  }
}
