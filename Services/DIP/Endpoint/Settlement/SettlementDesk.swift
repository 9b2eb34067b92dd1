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

  /// What an order came to.
  enum Outcome: Sendable {
    /// A run with these inputs was stored before.
    case stored(StoredRun)
    case computed(StoredRun, SettlementComputation)

    var run: StoredRun {
      switch self {
      case .stored(let run), .computed(let run, _): run
      }
    }
  }

  /// Settles what is asked for, or finds the run that did. `progress` hears how far it has come,
  /// from whichever thread does the work.
  ///
  /// - Throws: `DIP_YEAR_CLOSED` once the year has a final run.
  func settle(
    _ request: Dip.SettleRequest, progress: @escaping @Sendable (SettlementProgress) -> Void
  ) async throws -> (run: StoredRun, unchanged: Bool) {
    let wish = SettlementOrder.Wish(
      region: try AreaCode(parsing: request.region),
      period: try SettlementPeriod(parsing: request.period), policy: request.policy,
      policyVersion: Int(request.policyVersion))
    try await database.read { try Self.requireOpen(wish, in: $0) }
    let outcome = try await outcome(of: wish, threads: Int(request.threads), progress: progress)
    guard case .computed(let run, let computation) = outcome else { return (outcome.run, true) }
    let stored = try await database.write { [self] transaction in
      // Somebody may have closed the year meanwhile.
      try Self.requireOpen(wish, in: transaction)
      return try store(run, computation, in: transaction)
    }
    keep(computation, of: run.runID)
    return stored
  }

  private static func requireOpen(
    _ wish: SettlementOrder.Wish, in connection: Connection
  ) throws {
    try ClosingTable.requireOpen(
      region: wish.region.description, year: Int(wish.period.year.number), in: connection)
  }

  /// Computes what a wish comes to as things stand, without storing it.
  func outcome(
    of wish: SettlementOrder.Wish, threads: Int,
    progress: @escaping @Sendable (SettlementProgress) -> Void
  ) async throws -> Outcome {
    try enter()
    defer { leave() }
    let (copy, isStale) = try await directory.institutions(
      region: wish.region, period: wish.period)
    let order = try await database.read { [shelf] in
      try SettlementOrder(wish, institutions: copy, isStale: isStale, shelf: shelf, in: $0)
    }
    progress(SettlementProgress(.loading))
    let selection = try order.selection
    let (lists, digest) = try await database.read { connection in
      try SettlementListTable.load(selection, in: connection) {
        progress(SettlementProgress(.loading, done: $0))
      }
    }
    let inputs = order.inputs(listDigest: digest)
    if let stored = try await run(inputs.runID) { return .stored(stored) }
    guard lists.count > 0 else { throw Self.noLists(order) }
    let computation = try await compute(order, lists, threads: threads) {
      if let step = SettlementProgress(computing: $0, of: lists.count) { progress(step) }
    }
    progress(SettlementProgress(.storing, done: lists.count, total: lists.count))
    let run = try StoredRun(
      inputs, computation, referrals: computation.referrals(of: lists), at: clock())
    return .computed(run, computation)
  }

  /// Computes the advances of a month, without storing them.
  func month(
    _ order: SettlementOrder, threads: Int
  ) async throws -> (inputs: StoredRun.Inputs, computation: MonthComputation) {
    try enter()
    defer { leave() }
    let (inputs, lists) = try await monthInputs(of: order)
    guard lists.count > 0 else { throw Self.noLists(order) }
    let policy = try shelf.policy(order.policy)
    let (computed, before) = try await database.read { connection in
      (
        try self.inputs(
          order, lists, funds: order.monthFunds(pools: policy.pools), special: [],
          in: connection),
        try order.months.last.map {
          try MonthTable.lines(of: $0.statementID, in: connection)
        } ?? []
      )
    }
    let workers = Self.workers(threads)
    return (
      inputs,
      try await Self.onThreadsOfItsOwn {
        try MonthComputation(computed, before: before, threads: workers)
      }
    )
  }

  /// What a month would be computed from as things stand.
  func monthInputs(
    of order: SettlementOrder
  ) async throws -> (inputs: StoredRun.Inputs, lists: CaseColumns) {
    let selection = try order.selection
    let (lists, digest) = try await database.read {
      try SettlementListTable.load(selection, in: $0)
    }
    return (order.inputs(listDigest: digest), lists)
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

  /// A stored run's lists, grouped and placed as it settled them.
  func year(of run: StoredRun) async throws -> LoadedYear {
    try enter()
    defer { leave() }
    let order = try await database.read { try SettlementOrder(run, in: $0) }
    let selection = try order.selection
    let (lists, _) = try await database.read {
      try SettlementListTable.load(selection, in: $0)
    }
    let inputs = try await inputs(order, lists)
    return try await Self.onThreadsOfItsOwn { try LoadedYear(inputs, threads: Self.processors) }
  }

  /// Counts the DIP discharges of a region and period as its lists were at a revision.
  ///
  /// - Parameter packages: codes of the consortia that the fund sheet has packages of.
  func discharges(
    region: AreaCode, period: SettlementPeriod, policy: Policy, catalogueHash: String,
    institutions: InstitutionCopy, packages: [String], revision: Int64
  ) async throws -> DischargeCount {
    try enter()
    defer { leave() }
    let selection = try SettlementListTable.Selection(
      region: region, from: period.firstDay, through: period.lastDay, revision: revision)
    let (lists, catalogue, members, consortia) = try await database.read {
      [shelf] connection in
      (
        try SettlementListTable.load(selection, in: connection).lists,
        try shelf.catalogue(hash: catalogueHash, in: connection),
        try InstitutionTable.institutions(digest: institutions.digest, in: connection)
          .map { try RegionInstitution($0) },
        Self.packages(
          try InstitutionTable.consortia(digest: institutions.digest, in: connection), policy,
          stated: packages)
      )
    }
    return try await Self.onThreadsOfItsOwn {
      try DischargeCount(
        lists, policy: policy, catalogue: catalogue, institutions: members,
        consortia: consortia, region: region, threads: Self.processors)
    }
  }

  func run(_ runID: String) async throws -> StoredRun? {
    try await database.read { try RunTable.find(runID: runID, in: $0) }
  }

  private func compute(
    _ order: SettlementOrder, _ lists: CaseColumns, threads: Int,
    stage: @escaping @Sendable (String) -> Void
  ) async throws -> SettlementComputation {
    let inputs = try await inputs(order, lists)
    let workers = Self.workers(threads)
    return try await Self.onThreadsOfItsOwn {
      try SettlementComputation(inputs, threads: workers, stage: stage)
    }
  }

  private func inputs(
    _ order: SettlementOrder, _ lists: CaseColumns
  ) async throws -> SettlementComputation.Inputs {
    let policy = try shelf.policy(order.policy)
    return try await database.read { connection in
      try self.inputs(
        order, lists, funds: order.settlementFunds(pools: policy.pools, in: connection),
        special: order.specialCases, in: connection)
    }
  }

  private func inputs(
    _ order: SettlementOrder, _ lists: CaseColumns, funds: SettlementFunds,
    special: [SpecialOutcome], in connection: Connection
  ) throws -> SettlementComputation.Inputs {
    let policy = try shelf.policy(order.policy)
    let known = try InstitutionTable.consortia(
      digest: order.institutions.digest, in: connection)
    return SettlementComputation.Inputs(
      region: order.region, lists: lists, policy: policy,
      catalogue: try shelf.catalogue(hash: order.catalogue.hash, in: connection),
      institutions: try InstitutionTable.institutions(
        digest: order.institutions.digest, in: connection
      ).map { try RegionInstitution($0) },
      funds: funds, special: special,
      consortia: order.consortia.isEmpty
        ? Self.packages(known, policy, stated: funds.packages.keys.sorted())
        : try Self.named(order.consortia, known))
  }

  private static func named(
    _ codes: [String], _ known: [Consortium]
  ) throws(Problem) -> [Consortium] {
    if let unknown = codes.first(where: { code in !known.contains { $0.code == code } }) {
      throw Problem(
        .failedPrecondition, "DIP_PACKAGE_UNKNOWN", zh: "基金表中的医共体 \(unknown) 不在名单中",
        en: "consortium \(unknown) of the fund sheet is not in the list",
        remedyZh: "请修正基金表，或同步机构名单", remedyEn: "correct the fund sheet, or synchronise")
    }
    return known.filter { codes.contains($0.code) }
  }

  /// The consortia whose packages are settled: those that the fund sheet has figures of, or the one
  /// that the policy's general hospital leads.
  private static func packages(
    _ known: [Consortium], _ policy: Policy, stated codes: [String]
  ) -> [Consortium] {
    guard let rule = policy.consortium else { return [] }
    return known.filter { codes.isEmpty ? $0.lead == rule.lead : codes.contains($0.code) }
  }

  private static func workers(_ threads: Int) -> Int {
    threads > 0 ? min(threads, maximumThreads) : processors
  }

  /// Not on the cooperative pool: a computation does not suspend.
  static func onThreadsOfItsOwn<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
    }
  }

  static var processors: Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), maximumThreads))
  }

  /// Stores a computed run with its statement; answers the stored one when somebody was faster.
  func store(
    _ run: StoredRun, _ computation: SettlementComputation, in transaction: Transaction
  ) throws -> (run: StoredRun, unchanged: Bool) {
    if let other = try RunTable.find(runID: run.runID, in: transaction) { return (other, true) }
    let lines = computation.result.accounts.map { StatementLine($0) }
    try RunTable.insert(run, lines: lines, in: transaction)
    try database.outbox.append(
      kind: "dip.run.settled", subject: run.runID,
      Dip.SettlementRun(
        run,
        catalogue: try CatalogueTable.find(hash: run.inputs.catalogueHash, in: transaction)),
      at: run.createdAt, in: transaction)
    return (run, false)
  }

  func keep(_ computation: SettlementComputation, of runID: String) {
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

  static let membersUnknown = Bilingual(
    zh: "没有医共体成员名单：本地区所有机构视为成员",
    en: "no members of the consortium are known: every institution of the region counts as one")

  private static func noLists(_ order: SettlementOrder) -> Problem {
    Problem(
      .failedPrecondition, "DIP_NO_LISTS",
      zh: "\(order.region) \(order.period) 没有结算清单。",
      en: "There are no settlement lists of \(order.region) in \(order.period).",
      remedyZh: "请先导入清单，并核对参保地与出院时间。",
      remedyEn: "Import the lists, and check insured area and discharge time.")
  }
}
