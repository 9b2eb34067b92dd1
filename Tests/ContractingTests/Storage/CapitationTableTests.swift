import ContractingDomain
import ContractingStorage
import Quantities
import Store
import Testing

struct CapitationTableTests {
  private func region() async throws -> TemporaryRegion {
    let region = try TemporaryRegion()
    try await region.populate(residents: 60, teams: 4)
    try await region.book("2025-02-20") { book in
      for number in 1...60 {
        let from = number % 5 == 0 ? "2025-03-12" : "2025-02-01"
        _ = try book.sign(
          TemporaryRegion.application(number, team: number % 4 + 1, from: from),
          id: "C\(number)", note: "")
      }
      for number in [3, 9, 17] {
        _ = try book.transfer(
          "C\(number)", to: "T1", doctorID: number % 4 == 0 ? "T1-D" : nil, newID: "N\(number)",
          on: Sample.day("2025-03-18"), reason: .movedAway, note: "")
      }
      _ = try book.terminate("C8", on: Sample.day("2025-03-05"), reason: .deceased, note: "")
    }
    return region
  }

  private func run(_ region: TemporaryRegion) throws -> (
    stored: CapitationTable.StoredRun, isNew: Bool
  ) {
    try region.database.writeSync { transaction in
      let time = Timestamp(milliseconds: 0)
      let policy = try CapitationTable.put(document: Sample.policy(), at: time, in: transaction)
      let month = try Month(parsing: "2025-03")
      let calculation = try CapitationCalculation(
        month: month, policy: policy.policy, policyDigest: policy.digest,
        stays: CapitationTable.stays(of: month, in: transaction))
      return try CapitationTable.put(calculation, at: time, in: transaction)
    }
  }

  @Test func aRunIsKeptOnceAndAddsUpOnEveryLevel() async throws {
    let region = try await region()
    let (stored, isNew) = try run(region)
    #expect(isNew)
    #expect(stored.run.residents == 60)
    #expect(stored.run.lines == 63)
    let again = try run(region)
    #expect(!again.isNew)
    #expect(again.stored.run == stored.run)
    try region.database.readSync { connection in
      let lines = try CapitationTable.lines(
        stored, teamID: "", after: ("", 0), limit: 1000, in: connection
      ).items
      let teams = try CapitationTable.teamStatements(
        stored, institutionCode: "", after: ("", ""), limit: 100, in: connection
      ).items
      let institutions = try CapitationTable.institutionStatements(
        stored, institutionCode: "", after: "", limit: 100, in: connection
      ).items
      #expect(lines.reduce(0) { $0 + $1.amount.fen } == stored.run.total.fen)
      #expect(teams.reduce(0) { $0 + $1.amount.fen } == stored.run.total.fen)
      #expect(institutions.reduce(0) { $0 + $1.amount.fen } == stored.run.total.fen)
      #expect(institutions.map(\.institutionCode) == ["H1", "H2"])
      for team in teams {
        let own = lines.filter { $0.stay.teamID == team.teamID }
        #expect(own.reduce(0) { $0 + $1.amount.fen } == team.amount.fen)
        #expect(own.reduce(0) { $0 + $1.stay.days.dayCount } == team.attributedDays)
      }
    }
  }

  @Test func theExplanationIsTheRun() async throws {
    let region = try await region()
    let stored = try run(region).stored
    try region.database.readSync { connection in
      var total: Int64 = 0
      for number in 1...60 {
        let explained = try CapitationTable.explain(
          Sample.residentID(number), in: stored, connection: connection)
        #expect(explained.count == ([3, 9, 17].contains(number) ? 2 : 1))
        for line in explained {
          total += line.line.amount.fen
          #expect(line.factors.first?.isAssumed == true)
          #expect(line.text.zh.contains("\(line.line.amount)"))
        }
      }
      #expect(total == stored.run.total.fen)
      #expect(try CapitationTable.explain("nobody", in: stored, connection: connection).isEmpty)
      #expect(
        try CapitationTable.latest(Month(parsing: "2025-03"), in: connection).run == stored.run)
      #expect(
        code { _ = try CapitationTable.latest(Month(parsing: "2025-04"), in: connection) }
          == "CAPITATION_RUN_UNKNOWN")
    }
  }

  @Test func changedContractsGiveARunOfTheirOwnAndTheOldOneStays() async throws {
    let region = try await region()
    let first = try run(region).stored
    try await region.book("2025-03-20") {
      _ = try $0.terminate("C1", on: Sample.day("2025-03-20"), reason: .movedAway, note: "")
    }
    let second = try run(region).stored
    #expect(first.run.id != second.run.id)
    #expect(second.run.total < first.run.total)
    try region.database.readSync { connection in
      #expect(try CapitationTable.run(first.run.id, in: connection).run == first.run)
      #expect(
        try CapitationTable.latest(Month(parsing: "2025-03"), in: connection).run == second.run)
      let runs = try CapitationTable.runs(month: nil, before: nil, limit: 1, in: connection)
      #expect(runs.runs.map(\.run.id) == [second.run.id])
      #expect(runs.next == second.number)
    }
  }

  @Test func aPolicyUnderAKnownIdCannotChange() async throws {
    let region = try await region()
    _ = try run(region)
    let changed = Sample.policy([("mode: open", "mode: neutral")])
    let problem = code {
      try region.database.writeSync {
        _ = try CapitationTable.put(document: changed, at: Timestamp(milliseconds: 0), in: $0)
      }
    }
    #expect(problem == "CAPITATION_POLICY_EXISTS")
  }

  @Test func theInstitutionsFiguresCountEachOnce() async throws {
    let region = try await region()
    let stored = try run(region).stored
    let day = try Sample.day("2025-03-20")
    let contracts = try region.contracts().filter { $0.state(on: day) == .active }
    try region.database.readSync { connection in
      var paid: Int64 = 0
      for institution in ["H1", "H2"] {
        let figures = try InstitutionFigures.read(institution, on: day, in: connection)
        let own = contracts.filter { $0.institutionCode == institution }
        #expect(figures.activeContracts == own.count)
        #expect(figures.panelUsed == own.count)
        #expect((figures.teams, figures.doctors) == (2, 4))
        let held = try own.map {
          try ResidentTable.get($0.residentID, in: connection).groups(on: day)
        }
        #expect(figures.keyGroupContracts == held.count { !$0.isEmpty })
        #expect(
          figures.groups[.hypertension, default: 0] == held.count { $0.contains(.hypertension) })
        paid += try #require(figures.lastCapitation).amount.fen
      }
      #expect(paid == stored.run.total.fen)
      let none = try InstitutionFigures.read("H9", on: day, in: connection)
      #expect(none.activeContracts == 0)
      #expect(none.lastCapitation == nil)
    }
  }

  @Test func packagesKeepTheirVersions() async throws {
    let region = try TemporaryRegion()
    let packages = try PackageCatalogue.packages(
      document: Repository.text("Deploy/contracting/packages.yaml"))
    try region.database.writeSync { transaction in
      for package in packages {
        #expect(try PackageTable.put(package, in: transaction)?.version == 1)
        #expect(try PackageTable.put(package, in: transaction) == nil)
      }
      var next = packages[0]
      next.validFrom = try Sample.day("2026-01-01")
      #expect(try PackageTable.put(next, in: transaction)?.version == 2)
    }
    try region.database.readSync { connection in
      let now = try PackageTable.offered("BASIC", on: Sample.day("2025-06-01"), in: connection)
      #expect(now.version == 1)
      let later = try PackageTable.offered("BASIC", on: Sample.day("2026-06-01"), in: connection)
      #expect(later.version == 2)
      #expect(later.hasSameContent(as: now) == false)
      let listed = try PackageTable.list(
        asOf: Sample.day("2025-06-01"), after: "", limit: 10, in: connection)
      #expect(listed.items.map(\.version) == [1, 1, 1, 1])
    }
  }
}
