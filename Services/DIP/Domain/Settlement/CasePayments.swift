import Quantities

/// What each account earns when payments are made case by case (逐例支付): because the patient's share
/// is subtracted from every case, or because the policy rounds the amounts of single cases.
struct CasePayments {
  let pass: ScoringPass
  /// Rates by account; nil for accounts of another pool.
  let rates: [PaymentRate?]

  private var tables: ScoringTables { pass.tables }

  /// Σ by slot of account and part, in fen.
  func run(threads: Int) throws(Problem) -> [BigRatio] {
    let cases = pass.cases
    let block = pass.block
    let blocks = (cases.count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded<[Result<[ExactSum], Problem>]>([])
    Workers.run(max(1, min(threads, blocks, 64))) {
      let part = Result { () throws(Problem) in
        try sums {
          next.withLock { (claimed: inout Int) -> Range<Int>? in
            guard claimed < blocks else { return nil }
            let first = claimed * block
            claimed += 1
            return first..<min(first + block, cases.count)
          }
        }
      }
      parts.withLock { $0.append(part) }
    }
    var total = try apart()
    for part in parts.withLock({ $0 }) {
      let sums = try part.get()
      for index in total.indices { total[index].add(sums[index]) }
    }
    return total.map(\.value)
  }

  private func sums(claim: () -> Range<Int>?) throws(Problem) -> [ExactSum] {
    var sums = Array(repeating: ExactSum(), count: pass.slots.slots.count)
    let cases = pass.cases
    while let range = claim() {
      var place = cases.firstRun(endingBeyond: range.lowerBound)
      while place < cases.runs.count, cases.runs[place].range.lowerBound < range.upperBound {
        let run = cases.runs[place]
        place += 1
        let account = pass.account(run.institution, run.pool)
        guard let rate = rates[account] else { continue }
        let slot = pass.slots.number(account: account, part: run.part)
        for index in run.range.clamped(to: range) {
          let payment = try tables.payment(
            institution: run.institution, cell: Int(cases.cells[index]), pool: run.pool,
            cost: Money(fen: Int64(cases.costs[index])),
            booked: Money(fen: Int64(cases.booked[index])),
            patient: Money(fen: Int64(cases.patient[index])), rate: rate)
          sums[slot].add(payment.fund)
        }
      }
    }
    return sums
  }

  /// What stands apart from the columns; a score on top of a case is paid without a patient's share.
  private func apart() throws(Problem) -> [ExactSum] {
    var sums = Array(repeating: ExactSum(), count: pass.slots.slots.count)
    for item in pass.cases.wide {
      let account = pass.account(item.institution, item.pool)
      guard let rate = rates[account] else { continue }
      let payment = try tables.payment(
        institution: item.institution, cell: Int(item.cell), pool: item.pool,
        cost: Money(fen: item.cost), booked: Money(fen: item.booked),
        patient: Money(fen: item.patient), rate: rate)
      sums[pass.slots.number(account: account, part: tables.part(ofCell: item.cell))]
        .add(payment.fund)
    }
    for item in pass.cases.supplements.adjusted {
      let account = pass.account(Int(item.institution), Int(item.pool))
      guard let rate = rates[account] else { continue }
      let payment = try tables.payment(
        score: item.score.ratio.rounded(by: tables.policy.rounding[.caseScore]),
        cost: item.totalCost, booked: item.bookedFund, patient: item.patientShare, rate: rate)
      sums[pass.slots.number(account: account, part: .special)].add(payment.fund)
    }
    for item in pass.cases.supplements.addOns {
      let account = pass.account(Int(item.institution), Int(item.pool))
      guard let rate = rates[account] else { continue }
      let payment = try tables.payment(
        score: item.score.ratio.rounded(by: tables.policy.rounding[.caseScore]), cost: .zero,
        booked: .zero, patient: .zero, rate: rate)
      sums[pass.slots.number(account: account, part: .newTechnology)].add(payment.fund)
    }
    return sums
  }
}
