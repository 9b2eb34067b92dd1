import ContractingDomain
import ContractingStorage
import Quantities
import Store
import Testing

struct ContractBookTests {
  @Test func aTransferMovesThePlaceFromOnePanelToTheOther() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 2)
    try await region.book("2025-01-01") { book in
      _ = try book.sign(TemporaryRegion.application(1), id: "C1", note: "")
      _ = try book.transfer(
        "C1", to: "T2", doctorID: nil, newID: "C2", on: Sample.day("2025-01-20"),
        reason: .movedAway, note: "")
    }
    func used(_ doctor: String, _ day: String) throws -> Int {
      try region.database.readSync {
        try PanelCalendar.used(doctor, on: Sample.day(day), in: $0)
      }
    }
    #expect(try used("T1-L", "2025-01-19") == 1)
    #expect(try used("T1-L", "2025-01-20") == 0)
    #expect(try used("T2-L", "2025-01-19") == 0)
    #expect(try used("T2-L", "2025-01-20") == 1)
    #expect(try used("T2-L", "2025-12-31") == 1)
    #expect(try used("T2-L", "2026-01-01") == 0)
  }

  @Test func aContractFitsBetweenTwoOthers() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 1, months: [1])
    try await region.book("2025-01-01") { book in
      for (id, from) in [("A", "2025-01-01"), ("C", "2025-03-01"), ("B", "2025-02-01")] {
        _ = try book.sign(
          TemporaryRegion.application(1, package: "P1", from: from), id: id, note: "")
      }
    }
    let problem = await code {
      try await region.book("2025-01-01") { book in
        _ = try book.sign(
          TemporaryRegion.application(1, package: "P1", from: "2025-02-28"), id: "D", note: "")
      }
    }
    #expect(problem == "CONTRACT_OVERLAP")
    // Cut the middle one short; the days it gave back can be signed again.
    try await region.book("2025-01-01") { book in
      _ = try book.terminate(
        "B", on: Sample.day("2025-02-01"), reason: .residentRequest, note: "")
      _ = try book.sign(
        TemporaryRegion.application(1, package: "P1", from: "2025-02-01"), id: "E", note: "")
    }
    let active = try region.contracts().filter(\.occupiesDays).map(\.id)
    #expect(active.sorted() == ["A", "C", "E"])
  }

  @Test func aWithdrawnRenewalFreesTheContractItRenewed() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 1, teams: 1)
    try await region.book("2025-01-01") {
      _ = try $0.sign(TemporaryRegion.application(1), id: "C1", note: "")
    }
    try await region.book("2025-12-15") { book in
      _ = try book.renew("C1", packageCode: nil, newID: "C2", note: "")
      _ = try book.terminate(
        "C2", on: Sample.day("2026-01-01"), reason: .movedAway, note: "")
      _ = try book.terminate("C1", on: Sample.day("2025-12-20"), reason: .movedAway, note: "")
    }
    try region.database.readSync { connection in
      let steps = try FamilyContractTable.steps(of: "C1", in: connection).map(\.step.kind)
      #expect(steps == [.signed, .renewed, .renewalWithdrawn, .terminated])
    }
  }

  @Test func aRefusedStepLeavesNothing() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 3, teams: 2)
    let rules = SigningRules(panelLimit: 1)
    try await region.book("2025-01-01", rules: rules) { book in
      _ = try book.sign(TemporaryRegion.application(1), id: "C1", note: "")
      _ = try book.sign(TemporaryRegion.application(2, team: 2), id: "C2", note: "")
    }
    let before = try region.contracts()
    let problem = await code {
      try await region.book("2025-01-01", rules: rules) { book in
        _ = try book.transfer(
          "C1", to: "T2", doctorID: nil, newID: "C3", on: Sample.day("2025-02-01"),
          reason: .movedAway, note: "")
      }
    }
    #expect(problem == "PANEL_FULL")
    #expect(try region.contracts() == before)
  }

  /// The list's condition in SQL and the domain's rule are two writings of one definition.
  @Test func theListKnowsStatesAsTheDomainDoes() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 12, teams: 2)
    try await region.book("2025-01-01") { book in
      for number in 1...8 {
        _ = try book.sign(TemporaryRegion.application(number), id: "C\(number)", note: "")
      }
      _ = try book.draft(TemporaryRegion.application(9), id: "C9", note: "")
      _ = try book.draft(TemporaryRegion.application(10), id: "C10", note: "")
      _ = try book.refuse("C10", reason: .outOfArea, note: "")
      _ = try book.terminate("C2", on: Sample.day("2025-01-01"), reason: .enteredInError, note: "")
      _ = try book.terminate("C3", on: Sample.day("2025-06-01"), reason: .movedAway, note: "")
      _ = try book.transfer(
        "C4", to: "T2", doctorID: nil, newID: "C11", on: Sample.day("2025-05-01"),
        reason: .movedAway, note: "")
    }
    try await region.book("2025-12-20") {
      _ = try $0.renew("C5", packageCode: nil, newID: "C12", note: "")
    }
    let all = try region.contracts()
    for text in ["2024-12-31", "2025-01-01", "2025-05-01", "2025-12-31", "2026-01-01"] {
      let day = try Sample.day(text)
      for state in ContractState.allCases {
        var filter = FamilyContractTable.Filter(asOf: day)
        filter.state = state
        let listed = try region.database.readSync {
          try FamilyContractTable.list(filter, after: "", limit: 1000, in: $0).items.map(\.id)
        }
        let expected = all.filter { $0.state(on: day) == state }.map(\.id)
        #expect(listed.sorted() == expected.sorted(), "\(state) on \(text)")
      }
    }
  }

  @Test func listsComeInPagesAndShowTheRenewalWindow() async throws {
    let region = try TemporaryRegion()
    try await region.populate(residents: 25, teams: 1)
    try await region.book("2025-01-01") { book in
      for number in 1...25 {
        let from = number <= 5 ? "2025-01-01" : "2025-01-31"
        _ = try book.sign(
          TemporaryRegion.application(number, from: from), id: "C\(100 + number)", note: "")
      }
    }
    let filter = FamilyContractTable.Filter(asOf: try Sample.day("2025-12-20"))
    var after = ""
    var seen: [String] = []
    repeat {
      let page = try region.database.readSync {
        try FamilyContractTable.list(filter, after: after, limit: 10, in: $0)
      }
      seen += page.items.map(\.id)
      after = page.next ?? ""
    } while !after.isEmpty
    #expect(seen == (101...125).map { "C\($0)" })
    var ending = filter
    ending.endingBy = try filter.asOf.adding(days: 30)
    let soon = try region.database.readSync {
      try FamilyContractTable.list(ending, after: "", limit: 100, in: $0).items.map(\.id)
    }
    #expect(soon == (101...105).map { "C\($0)" })
  }
}
