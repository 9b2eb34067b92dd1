import DIPDomain
import DIPStorage
import Dispatch
import Glibc
import Quantities
import Store

/// Where reports come from: finds the run, computes its cases again, and makes the tables.
final class ReportDesk: Sendable {
  private static let maximumThreads = 64

  let settlements: SettlementDesk
  /// The cases of the run that people look at. One, because it holds all lists of a year.
  private let kept = Quantities.Guarded<(runID: String, cases: SettledCases)?>(nil)

  init(settlements: SettlementDesk) { self.settlements = settlements }

  var database: Database { settlements.database }

  /// The run by its identifier, or the newest of region and period; what is empty may be any.
  ///
  /// - Throws: `DIP_RUN_UNKNOWN`.
  func run(_ runID: String, region: String, period: String) async throws -> StoredRun {
    let area = try region.isEmpty ? "" : AreaCode(parsing: region).description
    let time = try period.isEmpty ? "" : SettlementPeriod(parsing: period).description
    let found = try await database.read { connection in
      runID.isEmpty
        ? try RunTable.page(
          region: area, period: time, before: .max, limit: 1, in: connection
        ).first?.run : try RunTable.find(runID: runID, in: connection)
    }
    guard let found else {
      throw Problem.runUnknown(runID.isEmpty ? "\(region) \(period)" : runID)
    }
    return found
  }

  /// The cases of a run, computed again from its inputs.
  func cases(of run: StoredRun) async throws -> SettledCases {
    let known = kept.withLock { $0?.runID == run.runID ? $0?.cases : nil }
    if let known { return known }
    let computation = try await settlements.computation(of: run)
    let selection = try SettlementOrder.selection(of: run)
    let (lists, _) = try await database.read { try SettlementListTable.load(selection, in: $0) }
    let cases = try await Self.apart {
      try SettledCases(computation, lists: lists, threads: Self.processors)
    }
    kept.withLock { $0 = (run.runID, cases) }
    return cases
  }

  /// Lists of the same months a year earlier as the run would have read them, grouped by the same
  /// catalogue and policy; nil when there are none.
  func previous(of run: StoredRun, _ cases: SettledCases) async throws -> GroupedLists? {
    let period = try SettlementPeriod(parsing: run.inputs.period)
    let selection = try SettlementListTable.Selection(
      region: AreaCode(parsing: run.inputs.region), from: Self.yearBefore(period.firstDay),
      through: Self.yearBefore(period.lastDay), revision: run.inputs.listRevision)
    let (lists, _) = try await database.read { try SettlementListTable.load(selection, in: $0) }
    guard lists.count > 0 else { return nil }
    return try await Self.apart {
      GroupedLists(
        lists, grouper: cases.computation.grouper, threads: Self.processors)
    }
  }

  /// The same day a year earlier; 28 February for the 29th.
  private static func yearBefore(_ day: Day) throws(Problem) -> Day {
    let (year, month, ordinal) = day.civil
    let isLeapDay = month == 2 && ordinal == 29
    return try Day(year: year - 1, month: month, day: isLeapDay ? 28 : ordinal)
  }

  /// Runs what computes long without suspending away from the threads that serve calls.
  static func apart<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
  }

  private static var processors: Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), maximumThreads))
  }
}
