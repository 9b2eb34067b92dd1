import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension ReportDesk {
  /// What a report is asked for with.
  struct Wish: Sendable {
    var kind: Dip.ReportKind
    /// Empty takes all institutions.
    var institution: String
    var supervision: SupervisionOptions
  }

  /// The tables of a report.
  ///
  /// - Throws: `DIP_REPORT_UNKNOWN`, and the problems of computing the run again.
  func tables(_ wish: Wish, of run: StoredRun) async throws -> [ReportTable] {
    let institution = wish.institution.isEmpty ? nil : wish.institution
    switch wish.kind {
    case .statement:
      let cases = try await cases(of: run)
      return try await StatementSheets(run: run, cases: cases, institution: institution)
        .tables(database)
    case .indices:
      let cases = try await cases(of: run)
      return try await Self.apart { try CareIndices(cases).tables(institution: institution) }
    case .ungrouped:
      let cases = try await cases(of: run)
      return try await Self.apart { try UngroupedReport(cases).tables }
    case .ties:
      let cases = try await cases(of: run)
      return try await Self.apart { [try TieReport(cases).table] }
    case .supervision:
      let cases = try await cases(of: run)
      let previous = try await previous(of: run, cases)
      return try await Self.apart {
        try Supervision(cases, previous: previous, options: wish.supervision).tables
      }
    case .influence:
      let cases = try await cases(of: run)
      return try await Self.apart {
        [try CodingInfluence(cases, institution: institution).table]
      }
    default:
      throw Problem(
        .invalidInput, "DIP_REPORT_UNKNOWN", zh: "没有种类为 \(wish.kind.rawValue) 的报表。",
        en: "There is no table report of kind \(wish.kind.rawValue).",
        remedyZh: "请选择报表种类；分组结果请用导出或 StreamResults。",
        remedyEn: "Choose a kind; take results by export or StreamResults.")
    }
  }
}

extension SupervisionOptions {
  init(_ message: Dip.SupervisionOptions?) throws(Problem) {
    self.init()
    guard let message else { return }
    func set(_ path: WritableKeyPath<SupervisionOptions, Int>, _ number: UInt32) {
      if number > 0 { self[keyPath: path] = Int(number) }
    }
    set(\.readmissionDays, message.readmissionDays)
    set(\.splitDays, message.splitDays)
    set(\.lowThresholdDays, message.lowThresholdDays)
    set(\.lowThresholdCostPercent, message.lowThresholdCostPercent)
    set(\.overlongDays, message.overlongDays)
    set(\.overlongPercent, message.overlongPercent)
    set(\.minimumCases, message.minimumCases)
    set(\.shiftPeerPoints, message.shiftPeerPoints)
    set(\.shiftYearPoints, message.shiftYearPoints)
    self = try checked()
  }
}
