import DIPDomain
import DIPStorage
import Messages
import Quantities
import Runtime
import Store

/// Closes years, and settles closed ones again as adjustments.
struct ClosingDesk: Sendable {
  let settlements: SettlementDesk

  private var database: Database { settlements.database }

  /// Makes a run the final one of its year; the same again answers what stands.
  ///
  /// - Throws: `DIP_RUN_UNKNOWN`, `DIP_RUN_NOT_OF_YEAR`, `DIP_YEAR_CLOSED`.
  func close(
    _ runID: String, reason: String, actor: String, in transaction: Transaction
  ) throws -> Closing {
    guard let run = try RunTable.find(runID: runID, in: transaction) else {
      throw Problem.runUnknown(runID)
    }
    let period = try SettlementPeriod(parsing: run.inputs.period)
    guard case .year(let year) = period else { throw Self.notOfYear(run) }
    let now = settlements.clock()
    let closing = Closing(
      region: run.inputs.region, year: Int(year.number), runID: runID, reason: reason,
      actor: actor, closedAt: now)
    let known = try ClosingTable.find(
      region: closing.region, year: closing.year, in: transaction)
    if let known, known.runID == runID { return known }
    try ClosingTable.requireOpen(region: closing.region, year: closing.year, in: transaction)
    try ClosingTable.insert(closing, in: transaction)
    _ = try SpecialCaseTable.pay(
      runID: runID, actor: actor, reason: reason, at: now, in: transaction)
    try database.outbox.append(
      kind: "dip.year.closed", subject: "\(closing.region) \(closing.year)",
      Dip.Closing(closing, adjustments: [], effectiveRun: runID), at: now, in: transaction)
    return closing
  }

  /// Settles a closed year again as things stand and stores what differs.
  ///
  /// - Throws: `DIP_YEAR_OPEN`, `DIP_ADJUST_NOT_CURRENT`, `DIP_ADJUST_NOTHING_CHANGED`, and what a
  ///   settlement throws.
  func adjust(
    _ request: Dip.AdjustRequest, reason: String, actor: String,
    progress: @escaping @Sendable (SettlementProgress) -> Void
  ) async throws -> StoredAdjustment {
    let current = try await database.read { try Self.current(request.runId, in: $0) }
    let outcome = try await settlements.outcome(
      of: try Self.wish(request, current), threads: Int(request.threads), progress: progress)
    guard outcome.run.runID != current.runID else { throw Self.nothingChanged(current) }
    let adjustment = try await database.write { [settlements] transaction in
      // Somebody else may have adjusted the year meanwhile.
      let current = try Self.current(request.runId, in: transaction)
      if case .computed(let run, let computation) = outcome {
        _ = try settlements.store(run, computation, in: transaction)
      }
      return try store(
        from: current, to: outcome.run, reason: reason, actor: actor, in: transaction)
    }
    if case .computed(let run, let computation) = outcome {
      settlements.keep(computation, of: run.runID)
    }
    return adjustment
  }

  private func store(
    from before: StoredRun, to after: StoredRun, reason: String, actor: String,
    in transaction: Transaction
  ) throws -> StoredAdjustment {
    let now = settlements.clock()
    let year = Int(try SettlementPeriod(parsing: before.inputs.period).year.number)
    let closed = try RunTable.lines(runID: before.runID, institutionCode: "", in: transaction)
    let corrected = try RunTable.lines(runID: after.runID, institutionCode: "", in: transaction)
    let difference = try SettlementDifference(
      closed: SettlementBooks(before, closed), corrected: SettlementBooks(after, corrected))
    var names: [String: String] = [:]
    for line in closed + corrected { names[line.institutionCode] = line.institutionName }
    let adjustment = StoredAdjustment(
      region: before.inputs.region, year: year,
      number: try ClosingTable.nextNumber(
        region: before.inputs.region, year: year, in: transaction),
      beforeRun: before.runID, afterRun: after.runID, reason: reason, actor: actor,
      createdAt: now, pools: [StoredAdjustment.Pool](difference),
      lines: [StoredAdjustment.Line](difference, names: names))
    try ClosingTable.insert(adjustment, in: transaction)
    _ = try SpecialCaseTable.pay(
      runID: after.runID, actor: actor, reason: reason, at: now, in: transaction)
    try database.outbox.append(
      kind: "dip.year.adjusted", subject: "\(adjustment.region) \(adjustment.year)",
      Dip.Adjustment(adjustment), at: now, in: transaction)
    return adjustment
  }

  /// The run that holds now, which has to be the one that the caller means.
  private static func current(
    _ runID: String, in connection: Connection
  ) throws -> StoredRun {
    guard let named = try RunTable.find(runID: runID, in: connection) else {
      throw Problem.runUnknown(runID)
    }
    let year = Int(try SettlementPeriod(parsing: named.inputs.period).year.number)
    guard
      let closing = try ClosingTable.find(
        region: named.inputs.region, year: year, in: connection)
    else { throw yearOpen(named.inputs.region, year) }
    let effective = try ClosingTable.effectiveRun(of: closing, in: connection)
    guard effective == runID else { throw notCurrent(runID, effective) }
    return named
  }

  private static func wish(
    _ request: Dip.AdjustRequest, _ current: StoredRun
  ) throws(Problem) -> SettlementOrder.Wish {
    let inputs = current.inputs
    return SettlementOrder.Wish(
      region: try AreaCode(parsing: inputs.region),
      period: try SettlementPeriod(parsing: inputs.period),
      policy: request.policy.isEmpty ? inputs.policyName : request.policy,
      policyVersion: request.policy.isEmpty ? inputs.policyVersion : Int(request.policyVersion))
  }

  private static func notOfYear(_ run: StoredRun) -> Problem {
    Problem(
      .failedPrecondition, "DIP_RUN_NOT_OF_YEAR",
      zh: "批次 \(run.runID) 的结算期是 \(run.inputs.period)，不是年度。",
      en: "Run \(run.runID) settles \(run.inputs.period), which is no year.",
      remedyZh: "请选择年度清算批次。", remedyEn: "Choose a run of a year.")
  }

  private static func yearOpen(_ region: String, _ year: Int) -> Problem {
    Problem(
      .failedPrecondition, "DIP_YEAR_OPEN", zh: "\(region) \(year) 年尚未关账。",
      en: "The year \(year) of \(region) is not closed.",
      remedyZh: "请直接结算（dip settle），或先关账（dip close）。",
      remedyEn: "Settle it (dip settle), or close it first (dip close).")
  }

  private static func notCurrent(_ runID: String, _ effective: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_ADJUST_NOT_CURRENT",
      zh: "批次 \(runID) 已不是现行结果，现行批次为 \(effective)。",
      en: "Run \(runID) does not hold any more; run \(effective) does.",
      remedyZh: "请查看现行批次后，对其调整。", remedyEn: "Look at the run that holds, and adjust it.",
      details: [Problem.Detail("run", effective)])
  }

  private static func nothingChanged(_ run: StoredRun) -> Problem {
    Problem(
      .failedPrecondition, "DIP_ADJUST_NOTHING_CHANGED",
      zh: "清单、特例单议、基金表、政策与机构均未变化，无需调整。",
      en: "Lists, special cases, fund sheet, policy and institutions are as they were.",
      remedyZh: "请先提交更正，再调整。", remedyEn: "Submit the correction first, then adjust.",
      details: [Problem.Detail("run", run.runID)])
  }
}

extension SettlementBooks {
  /// A run as it is stored.
  init(_ run: StoredRun, _ lines: [StatementLine]) throws(Problem) {
    func code(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init(accounts: [:], pools: [:])
    for pool in run.pools {
      let insurance = pool.insuranceType == 0 ? nil : String(pool.insuranceType)
      pools[PoolKey(insurance: insurance, consortium: code(pool.consortium))] = Pool(
        pool: pool.pool, paid: pool.paid, residual: pool.residual, regulation: pool.regulation)
    }
    for line in lines {
      var parts: [ScorePart: Money] = [:]
      for part in line.parts {
        guard let known = ScorePart.allCases.first(where: { $0.code == part.part }) else {
          throw Problem.partUnknown(part.part)
        }
        parts[known] = part.due
      }
      let key = AccountKey(
        institution: line.institutionCode, insurance: code(line.insuranceCode),
        consortium: code(line.consortium))
      accounts[key] = Account(due: line.due, parts: parts, surplusShare: line.surplusShare)
    }
  }
}

extension Problem {
  fileprivate static func partUnknown(_ part: String) -> Problem {
    Problem(
      .dataLoss, "DIP_STORED_VALUE_UNKNOWN", zh: "数据库中清算组成部分 \(part) 无法识别。",
      en: "The database holds an unknown part \(part).",
      remedyZh: "请使用写入该数据库的程序版本，或从备份恢复。",
      remedyEn: "Use the program version that wrote the database, or restore a backup.")
  }
}
