import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

/// The results of a run's lists that a caller may see (分组结果), in order of `setl_id`.
struct RunResults: Sendable {
  let cases: SettledCases
  /// Lists that were replaced after the run.
  let replaced: Set<String>
  /// Places of the lists.
  let order: [Int]

  func record(_ index: Int) throws(Problem) -> GroupingRecord {
    try cases.record(index, isReplaced: replaced.contains(cases.lists.id(index)))
  }
}

extension ReportDesk {
  /// - Parameter institution: its lists only; empty takes all that the caller may see.
  func results(
    of run: StoredRun, institution: String, scope: CallerScope
  ) async throws -> RunResults {
    let cases = try await cases(of: run)
    let replaced = try await database.read {
      try SettlementListTable.replaced(after: run.inputs.listRevision, in: $0)
    }
    let order = cases.order {
      scope.sees($0) && (institution.isEmpty || $0 == institution)
    }
    return RunResults(cases: cases, replaced: replaced, order: order)
  }

  /// A run as callers see it.
  func message(_ run: StoredRun) async throws -> Dip.SettlementRun {
    try await database.read {
      Dip.SettlementRun(
        run, catalogue: try CatalogueTable.find(hash: run.inputs.catalogueHash, in: $0))
    }
  }
}
