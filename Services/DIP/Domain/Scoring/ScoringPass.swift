import Quantities

/// Scores and adds up all cases of a settlement on some threads.
struct ScoringPass {
  /// Cases that a thread claims at once: large enough that claiming costs nothing, small enough that
  /// a slow core does not hold up the others.
  static let standardBlock = 16_384

  let block: Int
  let tables: ScoringTables
  let cases: ClusteredCases
  /// Accounts of each institution: one for each pool, or one when pools are merged.
  let accountsPerInstitution: Int
  let slots: AccountSlots
  /// Slot of each run.
  private let runSlots: [Int32]
  private let rounding: Rounding
  private let refusesMissing: Bool
  /// By institution, or one for all where they do not differ; nil for exact case scores.
  private let ungrouped: [UngroupedScoring?]

  init(
    tables: ScoringTables, cases: ClusteredCases, block: Int = Self.standardBlock
  ) throws(Problem) {
    guard cases.layout == tables.layout else { throw .columnsOutOfRange }
    self.block = block
    self.tables = tables
    self.cases = cases
    rounding = tables.policy.rounding[.caseScore]
    refusesMissing = tables.policy.deviation.missingReference == .refuse
    let differs = if case .fixedGroup = tables.policy.ungrouped { true } else { false }
    ungrouped = (0..<(differs ? tables.institutions.count : 1)).map {
      UngroupedScoring(tables, institution: $0)
    }
    let perInstitution = tables.accountsPerInstitution
    accountsPerInstitution = perInstitution
    func account(_ institution: Int, _ pool: Int) -> Int {
      institution * perInstitution + (perInstitution == 1 ? 0 : pool)
    }
    var occurring = cases.runs.map {
      AccountSlots.Slot(account: account($0.institution, $0.pool), part: $0.part)
    }
    for wide in cases.wide {
      occurring.append(
        .init(
          account: account(wide.institution, wide.pool), part: tables.part(ofCell: wide.cell)))
    }
    for adjusted in cases.supplements.adjusted {
      occurring.append(
        .init(account: account(Int(adjusted.institution), Int(adjusted.pool)), part: .special))
    }
    for addOn in cases.supplements.addOns {
      occurring.append(
        .init(account: account(Int(addOn.institution), Int(addOn.pool)), part: .newTechnology))
    }
    let slots = AccountSlots(
      accounts: tables.institutions.count * perInstitution, occurring: occurring)
    self.slots = slots
    runSlots = occurring.prefix(cases.runs.count).map {
      Int32(slots.number(account: $0.account, part: $0.part))
    }
  }

  func run(threads: Int) throws(Problem) -> ScoredAccounts {
    let parts = try blocks(threads: threads) { claim throws(Problem) in
      try partialSums(claim: claim)
    }
    var total = PartialSums(slots: slots.slots.count, isExact: rounding == .exact)
    for part in parts { try total.add(part) }
    try addApart(to: &total)
    if total.missesReference { throw missingReferences() }
    let fixed = try tables.fixedShares.map { shares throws(Problem) in
      try FixedScores(pass: self, shares: shares).run(threads: threads)
    }
    return try ScoredAccounts(self, total, fixed: fixed)
  }

  /// What the threads make of the blocks of cases that they claim one after the other.
  func blocks<Part: Sendable>(
    threads: Int, _ body: (_ claim: () -> Range<Int>?) throws(Problem) -> Part
  ) throws(Problem) -> [Part] {
    let blocks = (cases.count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded<[Swift.Result<Part, Problem>]>([])
    Workers.run(max(1, min(threads, blocks, 64))) {
      let part = Swift.Result { () throws(Problem) in
        try body {
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
    var found: [Part] = []
    for part in parts.withLock({ $0 }) { found.append(try part.get()) }
    return found
  }

  private func partialSums(claim: () -> Range<Int>?) throws(Problem) -> PartialSums {
    var sums = PartialSums(slots: slots.slots.count, isExact: rounding == .exact)
    var fast = tables.fast.map { FastScoring(fast: $0, cases: cases) }
    while let range = claim() {
      for (place, run, piece) in cases.pieces(in: range) {
        let slot = Int(runSlots[place])
        if run.part == .ungrouped {
          try addUngrouped(piece, of: run, slot, to: &sums)
        } else if fast != nil {
          fast?.add(piece, of: run, to: &sums.sums[slot])
          try addOneByOne(fast?.setAside ?? [], of: run, slot, to: &sums)
        } else {
          try addOneByOne(piece, of: run, slot, to: &sums)
        }
      }
    }
    sums.missesReference = sums.missesReference || fast?.missesReference ?? false
    return sums
  }

  /// The rounded scores of the cases of a piece × 10^decimals of `rounding.case_score`, one after the
  /// other; false where that is exact.
  func digits(
    _ piece: Range<Int>, of run: ClusteredCases.Run, _ body: (Int, Int128) throws(Problem) -> Void
  ) throws(Problem) -> Bool {
    guard case .decimals(let scale, let mode) = rounding else { return false }
    if run.part == .ungrouped {
      if let ungrouped = ungroupedScoring(run.institution) {
        for index in piece { try body(index, ungrouped.digits(cost: cases.costs[index])) }
        return true
      }
    } else if let integer = tables.integer {
      for index in piece {
        let score = integer.score(
          tables, institution: run.institution, pool: run.pool, cell: Int(cases.cells[index]),
          cost: cases.costs[index])
        if let score {
          try body(index, Int128(score.digits))
        } else {
          try body(index, exactDigits(index, of: run, scale, mode))
        }
      }
      return true
    }
    for index in piece { try body(index, exactDigits(index, of: run, scale, mode)) }
    return true
  }

  private func exactDigits(
    _ index: Int, of run: ClusteredCases.Run, _ scale: Int, _ mode: RoundingMode
  ) throws(Problem) -> Int128 {
    let score = try tables.exactScore(
      institution: run.institution, cell: Int(cases.cells[index]), pool: run.pool,
      cost: Int64(cases.costs[index]))
    return try mode.scaledQuotient(score.numerator, score.denominator, scale: scale)
  }

  private func ungroupedScoring(_ institution: Int) -> UngroupedScoring? {
    ungrouped[ungrouped.count == 1 ? 0 : institution]
  }

  private func addUngrouped(
    _ piece: Range<Int>, of run: ClusteredCases.Run, _ slot: Int, to sums: inout PartialSums
  ) throws(Problem) {
    guard let ungrouped = ungroupedScoring(run.institution) else {
      for index in piece { try addExactly(index, of: run, slot, to: &sums) }
      return
    }
    // Fewer than 2^31 amounts of 32 bits never leave 64 bits.
    var added = AccountSums()
    for index in piece {
      added.cost &+= Int64(cases.costs[index])
      added.booked &+= Int64(cases.booked[index])
      added.patient &+= Int64(cases.patient[index])
      added.score = try checkedSum(added.score, ungrouped.digits(cost: cases.costs[index]))
    }
    added.cases = Int64(piece.count)
    added.ungrouped = added.cases
    do throws(SumOverflow) {
      try sums.sums[slot].add(added)
    } catch {
      throw .overflow("sums of an account")
    }
  }

  /// In integers, or by the rule itself.
  private func addOneByOne(
    _ indices: some Sequence<Int>, of run: ClusteredCases.Run, _ slot: Int,
    to sums: inout PartialSums
  ) throws(Problem) {
    guard let integer = tables.integer else {
      for index in indices { try addExactly(index, of: run, slot, to: &sums) }
      return
    }
    for index in indices { try addOne(index, integer, of: run, slot, to: &sums) }
  }

  private func addOne(
    _ index: Int, _ integer: IntegerScoring, of run: ClusteredCases.Run, _ slot: Int,
    to sums: inout PartialSums
  ) throws(Problem) {
    guard
      let score = integer.score(
        tables, institution: run.institution, pool: run.pool, cell: Int(cases.cells[index]),
        cost: cases.costs[index])
    else { return try addExactly(index, of: run, slot, to: &sums) }
    if score.isWithoutReference, refusesMissing { sums.missesReference = true }
    do throws(SumOverflow) {
      try sums.sums[slot].count(
        tables.position(ofBand: score.band), cost: Int64(cases.costs[index]),
        booked: Int64(cases.booked[index]), patient: Int64(cases.patient[index]),
        review: tables.policy.deviation.bands[score.band].review)
    } catch {
      throw .overflow("sums of an account")
    }
    sums.sums[slot].score = try checkedSum(sums.sums[slot].score, Int128(score.digits))
  }

  /// One case by the rule itself; for policies and values that nothing faster takes.
  private func addExactly(
    _ index: Int, of run: ClusteredCases.Run, _ slot: Int, to sums: inout PartialSums
  ) throws(Problem) {
    try addExactly(
      ClusteredCases.WideCase(
        institution: run.institution, pool: run.pool, cell: cases.cells[index],
        cost: Int64(cases.costs[index]), booked: Int64(cases.booked[index]),
        patient: Int64(cases.patient[index])), slot, to: &sums)
  }

  private func addExactly(
    _ item: ClusteredCases.WideCase, _ slot: Int, to sums: inout PartialSums
  ) throws(Problem) {
    let score = try tables.exactScore(
      institution: item.institution, cell: Int(item.cell), pool: item.pool, cost: item.cost)
    if score.isWithoutReference, refusesMissing { sums.missesReference = true }
    do throws(SumOverflow) {
      try sums.sums[slot].count(
        score.position, cost: item.cost, booked: item.booked, patient: item.patient,
        review: score.band < 0 ? .none : tables.policy.deviation.bands[score.band].review)
    } catch {
      throw .overflow("sums of an account")
    }
    try sums.add(score.numerator, over: score.denominator, slot: slot, rounding)
  }

  /// Adds what stands apart from the columns.
  private func addApart(to sums: inout PartialSums) throws(Problem) {
    for item in cases.wide {
      let slot = slots.number(
        account: account(item.institution, item.pool), part: tables.part(ofCell: item.cell))
      try addExactly(item, slot, to: &sums)
    }
    for item in cases.supplements.adjusted {
      let slot = slots.number(
        account: account(Int(item.institution), Int(item.pool)), part: .special)
      do throws(SumOverflow) {
        try sums.sums[slot].count(item)
      } catch {
        throw .overflow("sums of an account")
      }
      let score = item.score.ratio
      try sums.add(score.numerator, over: score.denominator, slot: slot, rounding)
    }
    for item in cases.supplements.addOns {
      let slot = slots.number(
        account: account(Int(item.institution), Int(item.pool)), part: .newTechnology)
      let score = item.score.ratio
      try sums.add(score.numerator, over: score.denominator, slot: slot, rounding)
    }
  }

  func account(_ institution: Int, _ pool: Int) -> Int {
    institution * accountsPerInstitution + (accountsPerInstitution == 1 ? 0 : pool)
  }

  /// With `missing_reference: refuse`, names the groups that lack a mean for cases at hand.
  private func missingReferences() -> Problem {
    var missing: Set<Int> = []
    func note(_ institution: Int, _ pool: Int, _ cell: Int32) {
      guard cell >= 0 else { return }
      let group = tables.cells.group(of: Int(cell))
      if tables.reference(institution: institution, group: group, pool: pool) == 0 {
        missing.insert(group)
      }
    }
    for run in cases.runs {
      for index in run.range { note(run.institution, run.pool, cases.cells[index]) }
    }
    for wide in cases.wide { note(wide.institution, wide.pool, wide.cell) }
    let codes = missing.map { tables.groups[$0].code }.sorted()
    return Problem(
      .failedPrecondition, "DIP_REFERENCE_MEAN_MISSING", zh: "\(codes.count) 个病种没有同级别次均费用",
      en: "\(codes.count) groups have no reference mean for cases at hand",
      remedyZh: "请在目录中补充次均费用，或在政策中写明 deviation.missing_reference: normal",
      remedyEn: "add the means to the catalogue, or state deviation.missing_reference: normal",
      details: codes.prefix(20).map { Problem.Detail("group", $0) })
  }
}
