import Quantities

/// What each account earns when payments are made case by case (逐例支付): because the patient's share
/// is subtracted from every case, or because the policy rounds the amounts of single cases.
struct CasePayments {
  let pass: ScoringPass
  /// Rates by account; nil for accounts of another pool.
  let rates: [PaymentRate?]

  private var tables: ScoringTables { pass.tables }

  /// What one slot's cases add up to: those paid in integers, and the others.
  private struct Earned {
    var integers = IntegerPayment.Sums()
    var others = ExactSum()

    mutating func add(_ other: Earned) {
      integers.add(other.integers)
      others.add(other.others)
    }
  }

  /// Σ by slot of account and part, in fen.
  func run(threads: Int) throws(Problem) -> [BigRatio] {
    let forms = rates.map { rate in rate.flatMap { IntegerPayment(tables.policy, $0) } }
    let cases = pass.cases
    let block = pass.block
    let blocks = (cases.count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded<[Result<[Earned], Problem>]>([])
    Workers.run(max(1, min(threads, blocks, 64))) {
      let part = Result { () throws(Problem) in
        try earned(forms) {
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
      let earned = try part.get()
      for slot in total.indices { total[slot].add(earned[slot]) }
    }
    return zip(pass.slots.slots, total).map { slot, earned in
      let others = earned.others.value
      return forms[slot.account].map { $0.fen(earned.integers) + others } ?? others
    }
  }

  private func earned(
    _ forms: [IntegerPayment?], claim: () -> Range<Int>?
  ) throws(Problem) -> [Earned] {
    var earned = Array(repeating: Earned(), count: pass.slots.slots.count)
    let cases = pass.cases
    while let range = claim() {
      var place = cases.firstRun(endingBeyond: range.lowerBound)
      while place < cases.runs.count, cases.runs[place].range.lowerBound < range.upperBound {
        let run = cases.runs[place]
        place += 1
        let account = pass.account(run.institution, run.pool)
        guard let rate = rates[account] else { continue }
        let slot = pass.slots.number(account: account, part: run.part)
        let piece = run.range.clamped(to: range)
        if let form = forms[account] {
          try add(piece, of: run, form, rate, to: &earned[slot])
        } else {
          for index in piece { earned[slot].others.add(try fund(index, of: run, rate)) }
        }
      }
    }
    return earned
  }

  private func add(
    _ piece: Range<Int>, of run: ClusteredCases.Run, _ form: IntegerPayment, _ rate: PaymentRate,
    to earned: inout Earned
  ) throws(Problem) {
    let isDecimal = try pass.digits(piece, of: run) { index, score throws(Problem) in
      if score >= 0, score < IntegerPayment.highestScore {
        form.add(score, patient: pass.cases.patient[index], to: &earned.integers)
      } else {
        earned.others.add(try fund(index, of: run, rate))
      }
    }
    precondition(isDecimal, "amounts in integers are of decimal scores")
  }

  /// What the fund pays for one case by the rule itself.
  private func fund(
    _ index: Int, of run: ClusteredCases.Run, _ rate: PaymentRate
  ) throws(Problem) -> BigRatio {
    let cases = pass.cases
    return try tables.payment(
      institution: run.institution, cell: Int(cases.cells[index]), pool: run.pool,
      cost: Money(fen: Int64(cases.costs[index])), booked: Money(fen: Int64(cases.booked[index])),
      patient: Money(fen: Int64(cases.patient[index])), rate: rate
    ).fund
  }

  /// What stands apart from the columns; a score on top of a case is paid without a patient's share.
  private func apart() throws(Problem) -> [Earned] {
    var earned = Array(repeating: Earned(), count: pass.slots.slots.count)
    func add(
      _ institution: Int, _ pool: Int, _ part: ScorePart,
      _ fund: (PaymentRate) throws(Problem) -> BigRatio
    ) throws(Problem) {
      let account = pass.account(institution, pool)
      guard let rate = rates[account] else { return }
      earned[pass.slots.number(account: account, part: part)].others.add(try fund(rate))
    }
    for item in pass.cases.wide {
      let part = tables.part(ofCell: item.cell)
      try add(item.institution, item.pool, part) { rate throws(Problem) in
        try tables.payment(
          institution: item.institution, cell: Int(item.cell), pool: item.pool,
          cost: Money(fen: item.cost), booked: Money(fen: item.booked),
          patient: Money(fen: item.patient), rate: rate
        ).fund
      }
    }
    let rounding = tables.policy.rounding[.caseScore]
    for item in pass.cases.supplements.adjusted {
      try add(Int(item.institution), Int(item.pool), .special) { rate throws(Problem) in
        tables.payment(
          score: try item.score.ratio.rounded(by: rounding), cost: item.totalCost,
          booked: item.bookedFund, patient: item.patientShare, rate: rate
        ).fund
      }
    }
    for item in pass.cases.supplements.addOns {
      try add(Int(item.institution), Int(item.pool), .newTechnology) { rate throws(Problem) in
        tables.payment(
          score: try item.score.ratio.rounded(by: rounding), cost: .zero, booked: .zero,
          patient: .zero, rate: rate
        ).fund
      }
    }
    return earned
  }
}
