import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

/// What-if over the mesh.
struct SimulationEndpoint: DipSimulation {
  let desk: SimulationDesk

  func simulate(
    _ request: Dip.SimulateRequest, context: ServerContext
  ) async throws -> Dip.SimulateResponse {
    try CallerScope(context).requireEverything()
    let (run, message) = try await desk.settlements.database.read { connection in
      let run = try SettlementEndpoint.run(
        Dip.GetStatementRequest(
          runId: request.runId, region: request.region, period: request.period), in: connection)
      return (run, try SettlementEndpoint.message(run, in: connection))
    }
    let before = try await desk.yaml(of: run)
    let changed = try Self.changed(request, before)
    var response = Dip.SimulateResponse(
      run: message, yaml: Array(changed.utf8))
    let policy: Policy
    do throws(PolicyRefusal) {
      let document = try PolicyDocument(yaml: changed)
      policy = document.policy
      response.differences = PolicyDifference.between(try PolicyDocument(yaml: before), document)
        .map {
          Dip.PolicyDifferenceText(key: $0.key, sentence: Common.Bilingual($0.sentence))
        }
    } catch {
      response.issues = error.issues.map { Dip.PolicyIssue($0) }
      return response
    }
    let year = try await desk.year(of: run)
    guard policy.catalogue == year.year.inputs.policy.catalogue else { throw Self.otherCatalogue }
    let (simulation, microseconds) = try await desk.simulate(year, under: policy)
    response.add(simulation)
    response.settledMicroseconds = microseconds
    return response
  }

  private static func changed(
    _ request: Dip.SimulateRequest, _ yaml: String
  ) throws(Problem) -> String {
    var base = yaml
    if !request.yaml.isEmpty {
      guard let text = String(validating: request.yaml, as: UTF8.self) else {
        throw Problem(
          .invalidInput, "DIP_POLICY_NOT_UTF8", zh: "政策文件不是 UTF-8 编码。",
          en: "The policy document is not UTF-8.", remedyZh: "请另存为 UTF-8。",
          remedyEn: "Save it as UTF-8.")
      }
      base = text
    }
    guard !request.changes.isEmpty else { return base }
    return try PolicyEdit.apply(
      request.changes.map { PolicyEdit(key: $0.key, value: $0.value) }, to: base)
  }

  private static var otherCatalogue: Problem {
    Problem(
      .failedPrecondition, "DIP_SIMULATION_OTHER_CATALOGUE",
      zh: "模拟只改变政策，不更换目录。", en: "A simulation changes the policy, not the catalogue.",
      remedyZh: "请使用原批次的目录；更换目录请另行结算。",
      remedyEn: "Keep the run's catalogue; settle with the other one to compare.")
  }
}

extension Dip.SimulateResponse {
  fileprivate mutating func add(_ simulation: Simulation) {
    reuse = simulation.reuse.rawValue
    pools = Dip.SimulatedPool.all(simulation)
    let sorted = simulation.effects.sorted { a, b in
      (b.difference, a.institution.code) < (a.difference, b.institution.code)
    }
    institutions = sorted.map { Dip.SimulatedInstitution($0) }
    let (winners, losers) = (simulation.winners, simulation.losers)
    self.winners = UInt32(winners.count)
    self.losers = UInt32(losers.count)
    gainedFen = winners.reduce(0) { $0 &+ $1.difference.fen }
    lostFen = losers.reduce(0) { $0 &- $1.difference.fen }
    warnings = simulation.after.warnings.map { Common.Bilingual($0) }
  }
}

extension Dip.SimulatedPool {
  fileprivate static func all(_ simulation: Simulation) -> [Dip.SimulatedPool] {
    var keys: [SettlementBooks.PoolKey] = []
    for pool in simulation.before.pools + simulation.after.pools where !keys.contains(pool.key) {
      keys.append(pool.key)
    }
    return keys.map { key in
      func result(_ pools: [PoolSettlement]) -> Dip.PoolResult? {
        pools.first { $0.key == key }.map { Dip.PoolResult(StoredRun.Pool($0)) }
      }
      return Dip.SimulatedPool(
        insuranceType: Dip.InsuranceType(code: key.insurance ?? ""),
        before: result(simulation.before.pools), after: result(simulation.after.pools),
        consortium: key.consortium ?? "")
    }
  }
}

extension Dip.SimulatedInstitution {
  fileprivate init(_ effect: SimulationEffect) {
    func sum(_ lines: [AccountSettlement], _ key: KeyPath<AccountSettlement, Int64>) -> UInt64 {
      UInt64(clamping: lines.reduce(0) { $0 &+ $1[keyPath: key] })
    }
    self.init(
      institutionCode: effect.institution.code, institutionName: effect.institution.name,
      level: UInt32(effect.institution.level),
      cases: sum(effect.after.isEmpty ? effect.before : effect.after, \.cases),
      dueBeforeFen: effect.dueBefore.fen, dueAfterFen: effect.dueAfter.fen,
      differenceFen: effect.difference.fen, perMille: effect.perMille.map { String($0) } ?? "",
      lowCasesBefore: sum(effect.before, \.lowCases), lowCasesAfter: sum(effect.after, \.lowCases),
      highCasesBefore: sum(effect.before, \.highCases),
      highCasesAfter: sum(effect.after, \.highCases))
  }
}
