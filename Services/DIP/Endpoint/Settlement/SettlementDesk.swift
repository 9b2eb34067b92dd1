import DIPDomain
import DIPStorage
import Dispatch
import Glibc
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Where settlements are computed: finds the inputs, computes on threads of its own, stores runs,
/// and computes stored runs again for explanations.
final class SettlementDesk: Sendable {
  /// Settlements that compute at once: each holds its lists in memory and uses all processors, so
  /// that more would only wait for each other.
  private static let maximumAtOnce = 2
  /// Computed settlements kept for explanations: the run that people look at, and the one before.
  private static let keptComputations = 2
  static let maximumThreads = 64

  let database: Database
  let directory: InstitutionDirectory
  let shelf = DocumentShelf()
  let clock: @Sendable () -> Timestamp
  private let running = Quantities.Guarded(0)
  private let computed = Quantities.Guarded<[(runID: String, computation: SettlementComputation)]>(
    [])

  init(
    database: Database, directory: InstitutionDirectory, clock: @escaping @Sendable () -> Timestamp
  ) {
    self.database = database
    self.directory = directory
    self.clock = clock
  }

  /// Settles what is asked for, or finds the run that did. `progress` hears how far it has come,
  /// from whichever thread does the work.
  func settle(
    _ request: Dip.SettleRequest, progress: @escaping @Sendable (SettlementProgress) -> Void
  ) async throws -> (run: StoredRun, unchanged: Bool) {
    try enter()
    defer { leave() }
    let region = try AreaCode(parsing: request.region)
    let period = try SettlementPeriod(parsing: request.period)
    let (copy, isStale) = try await directory.institutions(region: region, period: period)
    let order = try await database.read { [shelf] in
      try SettlementOrder(
        request, institutions: copy, isStale: isStale, shelf: shelf, in: $0)
    }
    progress(SettlementProgress(.loading))
    let selection = try order.selection
    let (lists, digest) = try await database.read { connection in
      try SettlementListTable.load(selection, in: connection) {
        progress(SettlementProgress(.loading, done: $0))
      }
    }
    let inputs = order.inputs(listDigest: digest)
    if let stored = try await run(inputs.runID) { return (stored, true) }
    guard lists.count > 0 else { throw Self.noLists(order) }
    let computation = try await compute(order, lists, threads: Int(request.threads)) {
      if let step = SettlementProgress(computing: $0, of: lists.count) { progress(step) }
    }
    progress(SettlementProgress(.storing, done: lists.count, total: lists.count))
    let run = try await store(inputs, computation)
    keep(computation, of: inputs.runID)
    return run
  }

  /// A stored run computed again from its inputs.
  func computation(of run: StoredRun) async throws -> SettlementComputation {
    let kept = computed.withLock { $0.first { $0.runID == run.runID }?.computation }
    if let kept { return kept }
    try enter()
    defer { leave() }
    let order = try await database.read { try SettlementOrder(run, in: $0) }
    let selection = try order.selection
    let (lists, _) = try await database.read {
      try SettlementListTable.load(selection, in: $0)
    }
    let computation = try await compute(order, lists, threads: 0) { _ in }
    keep(computation, of: run.runID)
    return computation
  }

  func run(_ runID: String) async throws -> StoredRun? {
    try await database.read { try RunTable.find(runID: runID, in: $0) }
  }

  private func compute(
    _ order: SettlementOrder, _ lists: CaseColumns, threads: Int,
    stage: @escaping @Sendable (String) -> Void
  ) async throws -> SettlementComputation {
    let policy = try shelf.policy(order.policy)
    let funds = try order.funds.settlementFunds
    let (catalogue, stored) = try await database.read { [shelf] connection in
      (
        try shelf.catalogue(hash: order.catalogue.hash, in: connection),
        try InstitutionTable.institutions(digest: order.institutions.digest, in: connection)
      )
    }
    let inputs = SettlementComputation.Inputs(
      region: order.region, lists: lists, policy: policy, catalogue: catalogue,
      institutions: try stored.map { try RegionInstitution($0) }, funds: funds)
    let workers = threads > 0 ? min(threads, Self.maximumThreads) : Self.processors
    // Not on the cooperative pool: the computation does not suspend.
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result { try SettlementComputation(inputs, threads: workers, stage: stage) })
      }
    }
  }

  static var processors: Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), maximumThreads))
  }

  private func store(
    _ inputs: StoredRun.Inputs, _ computation: SettlementComputation
  ) async throws -> (run: StoredRun, unchanged: Bool) {
    let run = StoredRun(inputs, computation, at: clock())
    let lines = computation.result.accounts.map { StatementLine($0) }
    return try await database.write { [database] transaction in
      // Somebody else may have settled the same meanwhile.
      if let other = try RunTable.find(runID: run.runID, in: transaction) { return (other, true) }
      try RunTable.insert(run, lines: lines, in: transaction)
      try database.outbox.append(
        kind: "dip.run.settled", subject: run.runID,
        Dip.SettlementRun(
          run, catalogue: try CatalogueTable.find(hash: inputs.catalogueHash, in: transaction)),
        at: run.createdAt, in: transaction)
      return (run, false)
    }
  }

  private func keep(_ computation: SettlementComputation, of runID: String) {
    computed.withLock { kept in
      kept.removeAll { $0.runID == runID }
      kept.insert((runID, computation), at: 0)
      if kept.count > Self.keptComputations { kept.removeLast() }
    }
  }

  /// Takes one of the places of work that holds many lists in memory; `leave` gives it back.
  func enter() throws(Problem) {
    let admitted = running.withLock { running in
      guard running < Self.maximumAtOnce else { return false }
      running += 1
      return true
    }
    guard admitted else {
      throw Problem(
        .resourceExhausted, "DIP_SETTLEMENT_BUSY", zh: "正在进行其他结算，请稍后重试。",
        en: "Other settlements are being computed.", remedyZh: "请稍后重试。",
        remedyEn: "Try again in a moment.")
    }
  }

  func leave() { running.withLock { $0 -= 1 } }

  private static func noLists(_ order: SettlementOrder) -> Problem {
    Problem(
      .failedPrecondition, "DIP_NO_LISTS",
      zh: "\(order.region) \(order.period) 没有结算清单。",
      en: "There are no settlement lists of \(order.region) in \(order.period).",
      remedyZh: "请先导入清单，并核对参保地与出院时间。",
      remedyEn: "Import the lists, and check insured area and discharge time.")
  }
}

extension StoredRun {
  init(_ inputs: Inputs, _ computation: SettlementComputation, at time: Timestamp) {
    let result = computation.result
    let counts = computation.counts
    self.init(
      inputs: inputs, cases: counts.lists, scoredCases: counts.scored,
      outOfScopeCases: counts.outOfScope + counts.elsewhere, ungroupedCases: counts.ungrouped,
      resultsDigest: result.digest.description,
      pools: result.pools.map { pool in
        Pool(
          insuranceType: pool.insurance.flatMap { Int($0) } ?? 0, cases: Int(pool.cases),
          totalScore: pool.totalScore, pointValue: pool.pointValue ?? "",
          payRatio: pool.payRatio ?? "", totalCost: pool.totalCost, fundPaid: pool.bookedFund,
          pool: pool.pool, paid: pool.paid, residual: pool.residual, regulation: pool.regulation)
      },
      package: result.package, specialCaseQuota: result.specialCaseQuota,
      warnings: result.warnings, createdAt: time)
  }
}
