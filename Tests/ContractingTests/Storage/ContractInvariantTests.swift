import ContractingDomain
import ContractingStorage
import Quantities
import Store
import Testing

/// The two promises that the database keeps: one contract in force per resident and day, and no
/// doctor above the panel limit on any day.
struct ContractInvariantTests {
  private static let residents = 24
  private static let teams = 4
  private static let months = [1, 3, 12]
  private static let limit = 5
  private static let tasks = 8
  private static let stepsPerTask = 120
  private static let today = "2025-06-01"

  private static let rules = SigningRules(
    panelLimit: limit, panelLimitIsAssumed: false, backdatingDays: 200, leadDays: 400,
    renewalWindowDays: 200)

  @Test(arguments: [UInt64(3), 2025]) func hundredsOfConcurrentStepsKeepBoth(
    seed: UInt64
  ) async throws {
    let region = try TemporaryRegion()
    try await region.populate(
      residents: Self.residents, teams: Self.teams, months: Self.months)
    var random = SeededRandom(seed: seed)
    let generators = (0..<Self.tasks).map { _ in random.split() }
    let done = try await withThrowingTaskGroup(of: [String: Int].self) { group in
      for (task, generator) in generators.enumerated() {
        group.addTask { try await Self.work(task, generator, in: region) }
      }
      var done: [String: Int] = [:]
      for try await counts in group { done.merge(counts, uniquingKeysWith: +) }
      return done
    }
    // Every kind of step succeeded, and both limits were really run into.
    for outcome in ["sign", "terminate", "transfer", "renew", "CONTRACT_OVERLAP", "PANEL_FULL"] {
      #expect(done[outcome, default: 0] > 0, "seed \(seed): no \(outcome)")
    }
    try check(region, seed: seed)
  }

  /// Random steps; answers how often each succeeded or which problem it met.
  private static func work(
    _ task: Int, _ generator: SeededRandom, in region: TemporaryRegion
  ) async throws -> [String: Int] {
    var random = generator
    var mine: [String] = []
    var counts: [String: Int] = [:]
    for number in 0..<stepsPerTask {
      let id = "C\(task)-\(number)"
      let resident = Int(random.integer(in: 1...Int64(residents)))
      let team = Int(random.integer(in: 1...Int64(teams)))
      let doctor = "T\(team)-\(random.integer(in: 0...1) == 0 ? "L" : "D")"
      let day = try Sample.day(today).adding(days: Int(random.integer(in: -150...150)))
      let package = "P\(months[Int(random.integer(in: 0...2))])"
      let target = mine.isEmpty ? "" : mine[Int(random.integer(in: 0...Int64(mine.count - 1)))]
      let kind = target.isEmpty ? 0 : Int(random.integer(in: 0...5))
      let name = ["sign", "sign", "sign", "terminate", "transfer", "renew"][kind]
      do {
        try await region.book(today, rules: rules) { book in
          switch name {
          case "sign":
            _ = try book.sign(
              .init(
                residentID: Sample.residentID(resident), teamID: "T\(team)", doctorID: doctor,
                packageCode: package, validFrom: day, feeGroup: nil), id: id, note: "")
          case "terminate":
            _ = try book.terminate(target, on: day, reason: .enteredInError, note: "")
          case "transfer":
            _ = try book.transfer(
              target, to: "T\(team)", doctorID: doctor, newID: id, on: day,
              reason: .movedAway, note: "")
          default:
            _ = try book.renew(target, packageCode: nil, newID: id, note: "")
          }
        }
        counts[name, default: 0] += 1
        if name != "terminate" { mine.append(id) }
      } catch let problem as Problem {
        counts[problem.code, default: 0] += 1
      }
    }
    return counts
  }

  /// Compares what the contracts say with both promises and with the tables that keep them.
  private func check(_ region: TemporaryRegion, seed: UInt64) throws {
    let occupying = try region.contracts().filter(\.occupiesDays)
    for (resident, contracts) in Dictionary(grouping: occupying, by: \.residentID) {
      let ordered = contracts.sorted { $0.period.from < $1.period.from }
      for (a, b) in zip(ordered, ordered.dropFirst()) {
        #expect(
          !a.period.overlaps(b.period), "seed \(seed): \(resident): \(a.period) and \(b.period)")
      }
    }
    var counted: [String: Int] = [:]
    for contract in occupying {
      for number in contract.period.from.number..<contract.period.until.number {
        counted["\(contract.doctorID) \(number)", default: 0] += 1
      }
    }
    #expect(counted.values.allSatisfy { $0 <= Self.limit }, "seed \(seed)")
    #expect(counted.values.contains(Self.limit), "seed \(seed): the limit was never reached")

    let (periods, panel) = try region.database.readSync { connection in
      (
        try connection.query("SELECT * FROM contract_period WHERE contract_id IS NOT NULL").map {
          "\(try $0.text("contract_id")) \(try $0.int("from_day")) \(try $0.int("until_day"))"
        },
        try connection.query("SELECT * FROM panel_day WHERE used > 0").map {
          ("\(try $0.text("doctor_id")) \(try $0.int("day"))", try $0.int("used"))
        }
      )
    }
    #expect(
      Set(periods)
        == Set(occupying.map { "\($0.id) \($0.period.from.number) \($0.period.until.number)" }),
      "seed \(seed)")
    #expect(Dictionary(uniqueKeysWithValues: panel) == counted, "seed \(seed)")
  }

  /// Statements that know nothing of the rules are thrown at the table: whatever it accepts, no two
  /// of its rows share a day.
  @Test(arguments: [UInt64(11), 12]) func theTableRefusesOverlapsByItself(seed: UInt64) async throws
  {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 1)
    var random = SeededRandom(seed: seed)
    let resident = Sample.residentID(1)
    var accepted = 0
    for number in 0..<300 {
      let from = random.integer(in: 0...60)
      let until = random.integer(in: 0...60)
      let previous = random.integer(in: 0...4) == 0 ? -1_000_000 : random.integer(in: 0...60)
      let update = random.integer(in: 0...3) == 0
      do {
        try region.database.writeSync { transaction in
          if update {
            try transaction.execute(
              """
              UPDATE contract_period SET from_day = $1, until_day = $2, previous_until = $3
              WHERE until_day = $4 AND contract_id IS NOT NULL
              """, [from, until, previous, random.integer(in: 0...60)])
          } else {
            try transaction.execute(
              """
              INSERT INTO contract (contract_id, resident_id, team_id, institution_code, doctor_id,
                package_code, package_version, fee_group, price_fen, fund_fen, public_health_fen,
                personal_account_fen, own_payment_fen, valid_from, valid_until, agreed_until,
                standing)
              VALUES ($1, $2, 'T1', 'H1', 'T1-L', 'P12', 1, 'general', 0, 0, 0, 0, 0, $3, $4, $4,
                'signed')
              """, ["C\(number)", resident, from, until])
            try transaction.execute(
              """
              INSERT INTO contract_period
                (resident_id, until_day, from_day, previous_until, contract_id)
              VALUES ($1, $2, $3, $4, $5)
              """, [resident, until, from, previous, "C\(number)"])
          }
        }
        accepted += 1
      } catch is ConstraintViolation {}
      let rows = try region.database.readSync { connection in
        try connection.query(
          "SELECT from_day, until_day FROM contract_period WHERE contract_id IS NOT NULL"
            + " ORDER BY from_day"
        ).map { (try $0.int("from_day"), try $0.int("until_day")) }
      }
      for (a, b) in zip(rows, rows.dropFirst()) {
        #expect(a.1 <= b.0, "seed \(seed), step \(number): \(a) and \(b)")
      }
    }
    #expect(accepted > 5, "seed \(seed)")
  }

  @Test func thePanelRefusesByItself() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 1)
    let insert = """
      INSERT INTO panel_day (doctor_id, day, used, panel_limit) VALUES ('D', 1, $1, 2)
      ON CONFLICT (doctor_id, day) DO UPDATE SET used = panel_day.used + 1
      """
    try region.database.writeSync { _ = try $0.execute(insert, [1]) }
    try region.database.writeSync { _ = try $0.execute(insert, [1]) }
    do {
      try region.database.writeSync { _ = try $0.execute(insert, [1]) }
      Issue.record("a third resident fitted into a panel of two")
    } catch let violation as ConstraintViolation {
      #expect(violation.constraint == "panel_within_limit")
    }
  }

  @Test func aDraftSignedByManyAtOnceIsSignedOnce() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 2)
    try await region.book("2025-01-01") {
      _ = try $0.draft(TemporaryRegion.application(1), id: "C1", note: "")
    }
    let codes = await withTaskGroup(of: String?.self) { group in
      for number in 0..<8 {
        group.addTask {
          await code {
            try await region.book("2025-01-01") { book in
              if number % 2 == 0 {
                _ = try book.signDraft("C1", note: "")
              } else {
                _ = try book.sign(
                  TemporaryRegion.application(1, team: 2), id: "X\(number)", note: "")
              }
            }
          }
        }
      }
      return await group.reduce(into: [String?]()) { $0.append($1) }
    }
    #expect(codes.count { $0 == nil } == 1)
    #expect(
      codes.compactMap { $0 }.allSatisfy { ["CONTRACT_OVERLAP", "CONTRACT_STATE"].contains($0) })
  }
}
