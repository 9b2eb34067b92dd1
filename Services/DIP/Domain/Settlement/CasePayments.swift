import Quantities

/// What each account earns when payments are made case by case (逐例支付): because the patient's share
/// is subtracted from every case, or because the policy rounds the amounts of single cases.
struct CasePayments {
  let pass: ScoringPass
  /// Rates by account; nil for accounts of another pool.
  let rates: [PaymentRate?]

  private var tables: ScoringTables { pass.tables }

  /// What one slot's cases add up to: those paid in integers, by class of fixed share, and the others.
  private struct Earned {
    var integers: [IntegerPayment.Sums]
    var others = ExactSum()

    init(classes: Int) {
      integers = Array(repeating: IntegerPayment.Sums(), count: classes)
    }

    mutating func add(_ other: Earned) {
      for index in integers.indices { integers[index].add(other.integers[index]) }
      others.add(other.others)
    }
  }

  /// Classes of groups that are paid at different values; one where all are paid alike.
  private var classes: Int { tables.fixedShares?.shares.count ?? 1 }

  private func nothing() -> [Earned] {
    Array(repeating: Earned(classes: classes), count: pass.slots.slots.count)
  }

  /// Σ by slot of account and part, in fen.
  func run(threads: Int) throws(Problem) -> [BigRatio] {
    let shares = tables.fixedShares?.shares ?? [.zero]
    let forms = rates.map { rate in
      rate.flatMap { rate in
        let forms = shares.compactMap { IntegerPayment(tables.policy, rate.of(fixedShare: $0)) }
        return forms.count == shares.count ? forms : nil
      }
    }
    let parts = try pass.blocks(threads: threads) { claim throws(Problem) in
      try earned(forms, claim: claim)
    }
    var total = try apart()
    for part in parts {
      for slot in total.indices { total[slot].add(part[slot]) }
    }
    return zip(pass.slots.slots, total).map { slot, earned in
      (forms[slot.account] ?? []).enumerated().reduce(earned.others.value) { sum, form in
        sum + form.element.fen(earned.integers[form.offset])
      }
    }
  }

  private func earned(
    _ forms: [[IntegerPayment]?], claim: () -> Range<Int>?
  ) throws(Problem) -> [Earned] {
    var earned = nothing()
    let cases = pass.cases
    while let range = claim() {
      for (_, run, piece) in cases.pieces(in: range) {
        let account = pass.account(run.institution, run.pool)
        guard let rate = rates[account] else { continue }
        let slot = pass.slots.number(account: account, part: run.part)
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
    _ piece: Range<Int>, of run: ClusteredCases.Run, _ forms: [IntegerPayment],
    _ rate: PaymentRate, to earned: inout Earned
  ) throws(Problem) {
    var sums = IntegerPayment.Sums()
    let isOne = forms.count == 1
    let form = forms[0]
    let isDecimal = try pass.digits(piece, of: run) { index, score throws(Problem) in
      guard score >= 0, score < IntegerPayment.highestScore else {
        return earned.others.add(try fund(index, of: run, rate))
      }
      if isOne {
        form.add(score, patient: pass.cases.patient[index], to: &sums)
      } else {
        let number = tables.fixedClass(ofCell: pass.cases.cells[index])
        forms[number].add(
          score, patient: pass.cases.patient[index], to: &earned.integers[number])
      }
    }
    earned.integers[0].add(sums)
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
    var earned = nothing()
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
          booked: item.bookedFund, patient: item.patientShare,
          rate: tables.rate(rate, ofGroup: Int(item.group))
        ).fund
      }
    }
    for item in pass.cases.supplements.addOns {
      try add(Int(item.institution), Int(item.pool), .newTechnology) { rate throws(Problem) in
        tables.payment(
          score: try item.score.ratio.rounded(by: rounding), cost: .zero, booked: .zero,
          patient: .zero, rate: tables.rate(rate, ofGroup: Int(item.group))
        ).fund
      }
    }
    return earned
  }
}
