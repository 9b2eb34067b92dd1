import Quantities

/// Scores and adds up all cases of a settlement on some threads.
struct ScoringPass {
  /// Sums by account, and the score of each account as `numerators[i] ÷ denominator`.
  struct Result: Sendable {
    var sums: [AccountSums]
    var scores: ScoreSums
  }

  /// Cases that a thread claims at once: large enough that claiming costs nothing, small enough that
  /// a slow core does not hold up the others.
  static let standardBlock = 16_384

  let block: Int
  let tables: ScoringTables
  let columns: ScoringColumns
  /// Accounts of each institution: one for each pool, or one when pools are merged.
  let accountsPerInstitution: Int
  private let isFast: Bool

  init(
    tables: ScoringTables, columns: ScoringColumns, block: Int = Self.standardBlock
  ) throws(Problem) {
    self.block = block
    self.tables = tables
    let pools = tables.policy.pools
    accountsPerInstitution = pools.merged ? 1 : pools.types.count
    guard
      columns.fits(
        institutions: tables.institutions.count, groups: tables.groups.count,
        pools: pools.types.count)
    else {
      throw Problem(
        .internalFault, "DIP_COLUMNS_OUT_OF_RANGE", zh: "病例列中的索引超出机构、病种或险种表",
        en: "a case refers to an institution, group or pool that is not in the tables",
        remedyZh: "请用同一批机构和病种生成病例列", remedyEn: "build columns and tables from the same lists")
    }
    isFast = tables.fast.map { columns.sumsFit && columns.highestAmount <= $0.highestCost } ?? false
    self.columns = isFast ? columns.clustered() : columns
    // The fast pass notices by itself.
    if !isFast { try refuseMissingReferences() }
  }

  func run(threads: Int) throws(Problem) -> Result {
    let accounts = tables.institutions.count * accountsPerInstitution
    let blocks = (columns.count + block - 1) / block
    let workers = max(1, min(threads, blocks, 64))
    let next = Guarded(0)
    let parts = Guarded<[Swift.Result<PartialSums, Problem>]>([])
    Workers.run(workers) {
      let part = partialSums(accounts: accounts) {
        next.withLock { (claimed: inout Int) -> Range<Int>? in
          guard claimed < blocks else { return nil }
          let first = claimed * block
          claimed += 1
          return first..<min(first + block, columns.count)
        }
      }
      parts.withLock { $0.append(part) }
    }
    var total = PartialSums(accounts: accounts)
    for part in parts.withLock({ $0 }) {
      switch part {
      case .success(let sums): try total.add(sums)
      case .failure(let problem): throw problem
      }
    }
    if total.missesReference { try refuseMissingReferences() }
    return Result(sums: total.sums, scores: ScoreSums(total, tables.policy.rounding[.caseScore]))
  }

  private func partialSums(
    accounts: Int, claim: () -> Range<Int>?
  ) -> Swift.Result<PartialSums, Problem> {
    do throws(Problem) {
      var sums = PartialSums(accounts: accounts)
      if let fastTables = tables.fast, isFast {
        var fast = FastScoring(
          fast: fastTables, accounts: accounts)
        while let range = claim() {
          for index in add(range, to: &fast) { try addExactly(index, to: &sums) }
        }
        try sums.add(fast.sums)
        sums.missesReference = fast.missesReference
      } else {
        while let range = claim() {
          for index in range { try addExactly(index, to: &sums) }
        }
      }
      return .success(sums)
    } catch {
      return .failure(error)
    }
  }

  /// Adds a range run by run; returns the indices that the rule itself has to score.
  private func add(_ range: Range<Int>, to fast: inout FastScoring) -> [Int] {
    var setAside: [Int] = []
    var place = columns.firstRun(endingBeyond: range.lowerBound)
    while place < columns.runs.count, columns.runs[place].range.lowerBound < range.upperBound {
      let run = columns.runs[place]
      setAside += fast.add(
        run.range.clamped(to: range), of: run, account: account(run.institution, run.pool), columns)
      place += 1
    }
    return setAside
  }

  private func account(_ institution: Int, _ pool: Int) -> Int {
    institution * accountsPerInstitution + (accountsPerInstitution == 1 ? 0 : pool)
  }

  /// One case by the rule itself; for policies and values that the fast pass does not take.
  func addExactly(_ index: Int, to part: inout PartialSums) throws(Problem) {
    let institution = Int(columns.institution[index])
    let group = Int(columns.group[index])
    let pool = Int(columns.pool[index])
    let account = account(institution, pool)
    guard group != Int(ScoringColumns.outOfScope) else {
      part.sums[account].outOfScope += 1
      return
    }
    let score = try tables.exactScore(
      institution: institution, group: group, pool: pool, cost: columns.totalCost[index])
    do throws(SumOverflow) {
      try part.sums[account].count(
        score, cost: columns.totalCost[index], booked: columns.bookedFund[index],
        patient: columns.patientShare[index],
        review: score.band < 0 ? .none : tables.policy.deviation.bands[score.band].review)
    } catch {
      throw .overflow("sums of account \(account)")
    }
    switch tables.policy.rounding[.caseScore] {
    case .decimals(let scale, let mode):
      let rounded = try mode.scaledQuotient(score.numerator, score.denominator, scale: scale)
      part.sums[account].score = try checkedSum(part.sums[account].score, rounded)
    case .exact:
      try part.add(score, account: account)
    }
  }

  /// With `missing_reference: refuse`, names the groups that lack a mean for cases at hand.
  private func refuseMissingReferences() throws(Problem) {
    guard tables.policy.deviation.reference == .mean,
      tables.policy.deviation.missingReference == .refuse, tables.references.contains(0)
    else { return }
    var missing: Set<Int> = []
    for index in 0..<columns.count where columns.group[index] >= 0 {
      let group = Int(columns.group[index])
      if tables.reference(
        institution: Int(columns.institution[index]), group: group, pool: Int(columns.pool[index]))
        == 0
      {
        missing.insert(group)
      }
    }
    guard !missing.isEmpty else { return }
    let codes = missing.map { tables.groups[$0].code }.sorted()
    throw Problem(
      .failedPrecondition, "DIP_REFERENCE_MEAN_MISSING", zh: "\(codes.count) 个病种没有同级别次均费用",
      en: "\(codes.count) groups have no reference mean for cases at hand",
      remedyZh: "请在目录中补充次均费用，或在政策中写明 deviation.missing_reference: normal",
      remedyEn: "add the means to the catalogue, or state deviation.missing_reference: normal",
      details: codes.prefix(20).map { Problem.Detail("group", $0) })
  }
}

extension AccountSums {
  mutating func count(
    _ score: CaseScore, cost: Int64, booked: Int64, patient: Int64, review: DeviationBand.Review
  ) throws(SumOverflow) {
    cases += 1
    self.cost = try self.cost.adding(cost)
    self.booked = try self.booked.adding(booked)
    self.patient = try self.patient.adding(patient)
    switch score.position {
    case .normal: break
    case .low: low += 1
    case .high: high += 1
    case .ungrouped: ungrouped += 1
    }
    switch review {
    case .none: break
    case .specialCase: specialCases += 1
    case .expert: expertReviews += 1
    }
  }
}
