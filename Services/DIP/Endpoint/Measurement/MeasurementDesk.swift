import DIPDomain
import DIPStorage
import Dispatch
import Messages
import Quantities
import Store

/// Where scores are measured: reads the years of the history and computes on threads of its own.
/// Nothing is stored.
struct MeasurementDesk: Sendable {
  /// Shares its places of work: the lists of several years are in memory at once.
  let settlements: SettlementDesk

  private var database: Database { settlements.database }

  /// A step on the way.
  struct Progress: Sendable {
    var stage: String
    var done = 0
    var total = 0
  }

  /// What was measured, from what, and what to look at before trusting it.
  struct Measured: Sendable {
    var order: MeasurementOrder
    var measurement: CatalogueMeasurement
    var warnings: [Bilingual]
  }

  func measure(
    _ request: Dip.MeasureScoresRequest, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> Measured {
    try settlements.enter()
    defer { settlements.leave() }
    let shelf = settlements.shelf
    let order = try await database.read { try MeasurementOrder(request, shelf: shelf, in: $0) }
    let (history, warnings) = try await history(order, progress)
    let (base, files) = try await database.read { connection in
      (
        try shelf.catalogue(hash: order.catalogue.hash, in: connection),
        try CatalogueTable.files(hash: order.catalogue.hash, in: connection)
      )
    }
    let inputs = CatalogueMeasurement.Inputs(
      history: history, base: base,
      files: files.map { CatalogueFile(name: $0.name, content: $0.content) },
      policy: try shelf.policy(order.policy), version: order.version,
      isFictional: order.isFictional)
    let total = history.years.reduce(0) { $0 + $1.lists.count }
    let workers =
      request.threads > 0
      ? min(Int(request.threads), SettlementDesk.maximumThreads) : SettlementDesk.processors
    // Not on the cooperative pool: the computation does not suspend.
    let measurement = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result {
            try CatalogueMeasurement(inputs, threads: workers) { stage in
              progress(
                Progress(stage: stage, done: stage == "grouping" ? 0 : total, total: total))
            }
          })
      }
    }
    return Measured(order: order, measurement: measurement, warnings: warnings)
  }

  /// A year-start point value that was measured, from what, and what to look at before trusting it.
  struct YearStart: Sendable {
    var order: MeasurementOrder
    var computation: YearStartComputation
    var warnings: [Bilingual]
  }

  func yearStart(_ request: Dip.MeasureYearStartRequest) async throws -> YearStart {
    try settlements.enter()
    defer { settlements.leave() }
    let shelf = settlements.shelf
    let order = try await database.read { try MeasurementOrder(request, shelf: shelf, in: $0) }
    let (history, warnings) = try await history(order) { _ in }
    let catalogue = try await database.read {
      try shelf.catalogue(hash: order.catalogue.hash, in: $0)
    }
    let policy = try shelf.policy(order.policy)
    let workers =
      request.threads > 0
      ? min(Int(request.threads), SettlementDesk.maximumThreads) : SettlementDesk.processors
    let computation = try await SettlementDesk.onThreadsOfItsOwn {
      try YearStartComputation(history, catalogue: catalogue, policy: policy, threads: workers)
    }
    return YearStart(
      order: order, computation: computation, warnings: warnings + computation.warnings)
  }

  private func history(
    _ order: MeasurementOrder, _ progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> (history: ScoreHistory, warnings: [Bilingual]) {
    var years: [ScoreHistory.Year] = []
    var warnings: [Bilingual] = []
    var loaded = 0
    progress(Progress(stage: "loading"))
    for year in order.years {
      let copy = try await institutions(order.region, year, &warnings)
      let selection = try order.selection(of: year)
      let before = loaded
      let (lists, digest) = try await database.read { connection in
        try SettlementListTable.load(selection, in: connection) {
          progress(Progress(stage: "loading", done: before + $0))
        }
      }
      let institutions = try await database.read {
        try InstitutionTable.institutions(digest: copy.digest, in: $0)
      }
      loaded += lists.count
      years.append(
        ScoreHistory.Year(
          year: year, lists: lists, listDigest: digest,
          institutions: try institutions.map { try RegionInstitution($0) }))
    }
    return (ScoreHistory(region: order.region, years: years), warnings)
  }

  /// The institutions at the end of a year; where nobody knows them, those of the nearest day.
  private func institutions(
    _ region: AreaCode, _ year: Year, _ warnings: inout [Bilingual]
  ) async throws -> InstitutionCopy {
    let copy: InstitutionCopy
    do {
      copy = try await settlements.directory.institutions(region: region, period: .year(year)).copy
    } catch let problem as Problem where problem.code == "DIP_INSTITUTIONS_MISSING" {
      let nearest = try await database.read {
        try InstitutionTable.nearest(to: year.lastDay, in: $0)
      }
      guard let nearest else { throw problem }
      copy = nearest
    }
    if copy.asOf != year.lastDay {
      warnings.append(
        Bilingual(
          zh: "\(year) 年的机构及级别取自 \(copy.asOf) 的名单",
          en: "institutions and levels of \(year) are those of \(copy.asOf)"))
    }
    return copy
  }
}
