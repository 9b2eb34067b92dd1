import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Capitation over the mesh.
struct CapitationEndpoint: ContractingCapitation {
  let region: Region

  // MARK: Policies

  func putPolicy(
    _ request: Contracting.PutCapitationPolicyRequest, context: ServerContext
  ) async throws -> Contracting.CapitationPolicy {
    try await region.write(request, context) { transaction, now in
      let stored = try CapitationTable.put(
        document: request.document, at: now, in: transaction)
      let message = Contracting.CapitationPolicy(stored, withDocument: true)
      try region.announce(
        "capitation.policy_put", stored.policy.id, message, at: now, in: transaction)
      return message
    }
  }

  func getPolicy(
    _ request: Contracting.GetCapitationPolicyRequest, context: ServerContext
  ) async throws -> Contracting.CapitationPolicy {
    let id = try Field.required(request.policyId, "policy_id")
    let stored = try await region.database.read { try CapitationTable.policy(id, in: $0) }
    return Contracting.CapitationPolicy(stored, withDocument: true)
  }

  func listPolicies(
    _ request: Contracting.ListCapitationPoliciesRequest, context: ServerContext
  ) async throws -> Contracting.ListCapitationPoliciesResponse {
    let limit = try Field.pageSize(request.pageSize)
    let page = try await region.database.read {
      try CapitationTable.policies(after: request.pageToken, limit: limit, in: $0)
    }
    return Contracting.ListCapitationPoliciesResponse(
      policies: page.items.map { Contracting.CapitationPolicy($0, withDocument: false) },
      nextPageToken: page.next ?? "")
  }

  // MARK: Runs

  func run(
    _ request: Contracting.RunCapitationRequest, context: ServerContext
  ) async throws -> Contracting.CapitationRun {
    let month = try Field.month(request.month, "month")
    let policyID = try Field.required(request.policyId, "policy_id")
    // Calculated from a snapshot, outside the writer: signing goes on meanwhile.
    let (policy, stays) = try await region.database.read { connection in
      (
        try CapitationTable.policy(policyID, in: connection),
        try CapitationTable.stays(of: month, in: connection)
      )
    }
    let calculation = try CapitationCalculation(
      month: month, policy: policy.policy, policyDigest: policy.digest, stays: stays)
    return try await region.write(request, context) { transaction, now in
      let (stored, isNew) = try CapitationTable.put(calculation, at: now, in: transaction)
      let message = Contracting.CapitationRun(stored, assumedKeys: policy.policy.assumedKeys)
      if isNew {
        try region.announce(
          "capitation.run", stored.run.id, message, at: now, in: transaction)
      }
      return message
    }
  }

  func getRun(
    _ request: Contracting.GetCapitationRunRequest, context: ServerContext
  ) async throws -> Contracting.CapitationRun {
    let id = try Field.required(request.runId, "run_id")
    return try await region.database.read { connection in
      try Self.message(CapitationTable.run(id, in: connection), in: connection)
    }
  }

  func listRuns(
    _ request: Contracting.ListCapitationRunsRequest, context: ServerContext
  ) async throws -> Contracting.ListCapitationRunsResponse {
    let limit = try Field.pageSize(request.pageSize)
    let month = request.month.isEmpty ? nil : try Field.month(request.month, "month")
    let before = try Field.numberToken(request.pageToken)
    return try await region.database.read { connection in
      let page = try CapitationTable.runs(
        month: month, before: before, limit: limit, in: connection)
      return Contracting.ListCapitationRunsResponse(
        runs: try page.runs.map { try Self.message($0, in: connection) },
        nextPageToken: page.next.map { "\($0)" } ?? "")
    }
  }

  // MARK: Reports

  func listStatements(
    _ request: Contracting.ListStatementsRequest, context: ServerContext
  ) async throws -> Contracting.ListStatementsResponse {
    let id = try Field.required(request.runId, "run_id")
    let limit = try Field.pageSize(request.pageSize)
    let token = try Self.statementToken(request)
    return try await region.database.read { connection in
      let stored = try CapitationTable.run(id, in: connection)
      let page =
        request.level == .institution
        ? try CapitationTable.institutionStatements(
          stored, institutionCode: request.institutionCode, after: token.0, limit: limit,
          in: connection)
        : try CapitationTable.teamStatements(
          stored, institutionCode: request.institutionCode, after: token, limit: limit,
          in: connection)
      return Contracting.ListStatementsResponse(
        statements: page.items.map { Contracting.CapitationStatement($0) },
        totalFen: stored.run.total.fen,
        assumedKeys: try CapitationTable.policy(stored.run.policyID, in: connection)
          .policy.assumedKeys,
        nextPageToken: page.next ?? "")
    }
  }

  func listLines(
    _ request: Contracting.ListCapitationLinesRequest, context: ServerContext
  ) async throws -> Contracting.ListCapitationLinesResponse {
    let id = try Field.required(request.runId, "run_id")
    let limit = try Field.pageSize(request.pageSize)
    var after = (resident: "", fromDay: Int64(0))
    if let (resident, day) = try Field.pairToken(request.pageToken) {
      guard let number = Int64(day) else { throw Field.badToken(request.pageToken) }
      after = (resident, number)
    }
    let page = try await region.database.read { [after] connection in
      try CapitationTable.lines(
        CapitationTable.run(id, in: connection), teamID: request.teamId, after: after,
        limit: limit, in: connection)
    }
    return Contracting.ListCapitationLinesResponse(
      lines: page.items.map { Contracting.CapitationLine($0) }, nextPageToken: page.next ?? "")
  }

  func explain(
    _ request: Contracting.ExplainCapitationRequest, context: ServerContext
  ) async throws -> Contracting.ExplainCapitationResponse {
    let purpose = try context.purpose(request.purpose)
    let resident = try Field.required(request.residentId, "resident_id")
    let month = request.runId.isEmpty ? try Field.month(request.month, "month") : nil
    let answer = try await region.database.read { connection in
      let stored =
        if let month {
          try CapitationTable.latest(month, in: connection)
        } else {
          try CapitationTable.run(request.runId, in: connection)
        }
      let explained = try CapitationTable.explain(resident, in: stored, connection: connection)
      guard !explained.isEmpty else { throw Self.noLine(resident, stored.run.id) }
      return Contracting.ExplainCapitationResponse(
        runId: stored.run.id,
        explanations: explained.map { Contracting.CapitationExplanation($0) },
        totalFen: explained.reduce(0) { $0 + $1.line.amount.fen })
    }
    try await region.record(purpose, asked: "resident_id month", persons: [resident], in: context)
    return answer
  }

  func deriveStandard(
    _ request: Contracting.DeriveStandardRequest, context: ServerContext
  ) async throws -> Contracting.DeriveStandardResponse {
    let standard =
      request.years.isEmpty
      ? try CapitationStandard(
        totalCost: Money(fen: request.totalCostFen),
        fundRatio: Field.decimal(request.fundRatio, "fund_ratio"),
        growth: Field.decimal(request.growth, "growth"),
        visits: Int64(clamping: request.visits),
        visitsPerHead: Field.decimal(request.visitsPerHead, "visits_per_head"))
      : try CapitationStandard(
        years: request.years.map {
          .init(cost: Money(fen: $0.costFen), ownPayment: Money(fen: $0.ownPaymentFen))
        })
    let parts = [request.publicHealthFen, request.contractFeeFen, request.periodicTestsFen]
    return Contracting.DeriveStandardResponse(
      medicalFen: try standard.medical.money(.halfUp).fen,
      medicalFenExact: try (standard.medical * Ratio(100)).description,
      fundFen: try standard.fund?.money(.halfUp).fen ?? 0,
      standardFen: try standard.total(adding: parts.map { Money(fen: $0) }).fen)
  }

  // MARK: Parts

  private static func message(
    _ stored: CapitationTable.StoredRun, in connection: Connection
  ) throws -> Contracting.CapitationRun {
    let policy = try CapitationTable.policy(stored.run.policyID, in: connection).policy
    return Contracting.CapitationRun(stored, assumedKeys: policy.assumedKeys)
  }

  private static func statementToken(
    _ request: Contracting.ListStatementsRequest
  ) throws -> (String, String) {
    switch request.level {
    case .institution: return (request.pageToken, "")
    case .team: return try Field.pairToken(request.pageToken) ?? ("", "")
    default: throw Field.unknown("\(request.level)", "level", ["team", "institution"])
    }
  }

  private static func noLine(_ resident: String, _ run: String) -> Problem {
    Problem(
      .notFound, "CAPITATION_LINE_UNKNOWN", zh: "居民 \(resident) 在测算 \(run) 中没有归属人日",
      en: "resident \(resident) has no days in run \(run)",
      remedyZh: "请核对该月的签约；测算之后的变更会进入新的测算",
      remedyEn: "check the month's contracts; changes after the run come with a new one",
      details: [.init("resident_id", resident), .init("run_id", run)])
  }
}
