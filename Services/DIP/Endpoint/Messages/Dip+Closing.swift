import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension Dip.Closing {
  init(_ closing: Closing, adjustments: [StoredAdjustment], effectiveRun: String) {
    self.init(
      region: closing.region, year: UInt32(closing.year), runId: closing.runID,
      reason: closing.reason, closedBy: closing.actor, closedAt: closing.closedAt.description,
      adjustments: adjustments.map { Dip.Adjustment($0) }, effectiveRunId: effectiveRun)
  }
}

extension Dip.Adjustment {
  init(_ adjustment: StoredAdjustment) {
    self.init(
      adjustmentId: adjustment.adjustmentID, region: adjustment.region,
      year: UInt32(adjustment.year), number: UInt32(adjustment.number),
      beforeRunId: adjustment.beforeRun, afterRunId: adjustment.afterRun,
      reason: adjustment.reason, adjustedBy: adjustment.actor,
      createdAt: adjustment.createdAt.description,
      pools: adjustment.pools.map { Dip.AdjustmentPool($0) },
      lines: adjustment.lines.map { Dip.AdjustmentLine($0) })
  }
}

extension Dip.AdjustmentPool {
  init(_ pool: StoredAdjustment.Pool) {
    self.init(
      insuranceType: Dip.InsuranceType(code: pool.insuranceCode), consortium: pool.consortium,
      poolFen: pool.pool.fen, paidFen: pool.paid.fen, residualFen: pool.residual.fen,
      regulationFen: pool.regulation.fen)
  }
}

extension Dip.AdjustmentLine {
  init(_ line: StoredAdjustment.Line) {
    self.init(
      institutionCode: line.institutionCode, institutionName: line.institutionName,
      insuranceType: Dip.InsuranceType(code: line.insuranceCode), item: line.item,
      beforeFen: line.before.fen, afterFen: line.after.fen, consortium: line.consortium)
  }
}
