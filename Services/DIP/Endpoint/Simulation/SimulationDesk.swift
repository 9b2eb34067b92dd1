import DIPDomain
import DIPStorage
import Mesh
import Quantities
import Store

/// Years that are asked about again and again under other policies.
final class SimulationDesk: Sendable {
  /// A year in memory with what it came out as.
  struct Year: Sendable {
    var runID: String
    var year: LoadedYear
    var result: SettlementResult
  }

  let settlements: SettlementDesk
  // One: a year of a large region takes some hundred megabytes.
  private let kept = Guarded<Year?>(nil)

  init(settlements: SettlementDesk) { self.settlements = settlements }

  /// The year of a run, from memory when it was asked for last.
  func year(of run: StoredRun) async throws -> Year {
    if let kept = kept.withLock({ $0 }), kept.runID == run.runID { return kept }
    let loaded = try await settlements.year(of: run)
    let result = try await SettlementDesk.onThreadsOfItsOwn {
      try loaded.settled(threads: SettlementDesk.processors)
    }
    let year = Year(runID: run.runID, year: loaded, result: result)
    kept.withLock { $0 = year }
    return year
  }

  /// The policy document of a run.
  func yaml(of run: StoredRun) async throws -> String {
    let stored = try await settlements.database.read {
      try PolicyTable.find(
        name: run.inputs.policyName, version: run.inputs.policyVersion, in: $0)
    }
    guard let stored else {
      throw Problem(
        .dataLoss, "DIP_RUN_INPUT_LOST", zh: "结算 \(run.runID) 的政策已不存在。",
        en: "The policy of run \(run.runID) is gone.", remedyZh: "请从备份恢复数据库。",
        remedyEn: "Restore the database from a backup.")
    }
    return String(decoding: stored.yaml, as: UTF8.self)
  }

  /// Settles a year under another policy; also how long that took, in microseconds.
  func simulate(_ year: Year, under policy: Policy) async throws -> (Simulation, UInt64) {
    try await SettlementDesk.onThreadsOfItsOwn {
      let began = MeshClock.system.now()
      let simulation = try Simulation(
        year.year, before: year.result, under: policy, threads: SettlementDesk.processors)
      return (simulation, (MeshClock.system.now() - began) / 1000)
    }
  }
}
