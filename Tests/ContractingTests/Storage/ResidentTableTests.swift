import ContractingDomain
import ContractingStorage
import Foundation
import Privacy
import Quantities
import Store
import Tabular
import Testing

struct ResidentTableTests {
  @Test func theSameFileAgainChangesNothing() async throws {
    let region = try TemporaryRegion()
    let file = try TemporaryRegion.residentFile(30)
    let first = try await region.importResidents(file)
    #expect((first.read, first.inserted, first.quarantined) == (30, 30, 0))
    let second = try await region.importResidents(file)
    #expect((second.read, second.inserted, second.unchanged) == (30, 0, 30))
    let moved = file.replacingOccurrences(of: "居民7,152201001001", with: "居民7,152202")
    let third = try await region.importResidents(moved)
    #expect((third.replaced, third.unchanged) == (1, 29))
  }

  @Test func wrongRowsAreKeptAndTheRestComesIn() async throws {
    let region = try TemporaryRegion()
    var lines = try TemporaryRegion.residentFile(5).split(separator: "\n").map(String.init)
    lines.insert("123,某人,152201,X1,390,", at: 3)
    // The number of resident 1 under another record number, and the other way round.
    lines.append("\(try Sample.identity(1, born: "19850615").revealed),某人,152201,X2,390,")
    lines.append(
      "\(try Sample.identity(99, born: "19850615").revealed),某人,152201,\(Sample.residentID(2)),390,"
    )
    let summary = try await region.importResidents(lines.joined(separator: "\r\n"))
    #expect((summary.read, summary.inserted, summary.quarantined) == (8, 5, 3))
    #expect(
      summary.issues.map(\.code) == [
        "IDENTITY_NUMBER_INVALID", "RESIDENT_RENUMBERED", "RESIDENT_NUMBER_TAKEN",
      ])
    #expect(summary.issues.map(\.row) == [4, 8, 9])
    let kept = try region.database.readSync {
      try ImportIssueTable.list(summary.importID, after: 0, limit: 2, in: $0)
    }
    #expect(kept.issues == Array(summary.issues.prefix(2)))
    #expect(kept.next == 2)
  }

  @Test func residentsAreFoundByNumberNameAreaAndGroup() async throws {
    let region = try TemporaryRegion()
    try await region.importResidents(TemporaryRegion.residentFile(40))
    let day = try Sample.day("2025-03-01")
    func search(_ change: (inout ResidentTable.Filter) throws -> Void) throws -> [String] {
      var filter = ResidentTable.Filter(asOf: day)
      try change(&filter)
      return try region.database.readSync {
        try ResidentTable.search(filter, after: "", limit: 100, in: $0).items.map(\.id)
      }
    }
    let identity = try Sample.identity(9, born: "19850615")
    let owner = try region.database.readSync { try region.vault.owner(of: identity, in: $0) }
    #expect(owner == "R000009")
    #expect(try search { $0.residentID = owner } == ["R000009"])
    #expect(try search { $0.namePrefix = "居民12" } == ["R000012"])
    #expect(try search { $0.area = try AreaCode(parsing: "150000") }.count == 40)
    #expect(try search { $0.area = try AreaCode(parsing: "152201001") }.count == 40)
    #expect(try search { $0.area = try AreaCode(parsing: "152202") }.isEmpty)
    for group in PopulationGroup.allCases where group.isKeyGroup {
      let expected = try region.database.readSync { connection in
        try (1...40).map { try ResidentTable.get(Sample.residentID($0), in: connection) }
          .filter { $0.groups(on: day).contains(group) }.map(\.id)
      }
      #expect(try search { $0.group = group } == expected, "\(group)")
    }
    #expect(try search { $0.group = .elderly }.count == 10)
  }

  @Test(arguments: ["2027-02-28", "2027-03-01", "2028-02-29", "2085-02-28", "2085-03-01"])
  func birthdaysOfAGroupAreThoseOfItsAges(text: String) throws {
    let day = try Sample.day(text)
    for group in [PopulationGroup.children, .elderly] {
      let born = try #require(try group.birthdays(on: day))
      for back in [7 * 365, 65 * 365] {
        for offset in -40...40 {
          var resident = try Sample.resident(1)
          resident.birthday = try day.adding(days: offset - back)
          let inRange =
            resident.birthday <= born.upTo && (born.after.map { resident.birthday > $0 } ?? true)
          #expect(
            inRange == resident.groups(on: day).contains(group), "\(resident.birthday) on \(day)")
        }
      }
    }
  }

  /// No whole identity number is at rest: not in the database, its journal or any file beside them.
  @Test func identityNumbersAreNotAtRest() async throws {
    let region = try TemporaryRegion()
    try await region.importResidents(TemporaryRegion.residentFile(20))
    let names = try TemporaryFolder.files(in: region.folder)
    #expect(names.contains("contracting.sqlite"))
    for name in names {
      let bytes = Data(try Repository.bytes("\(region.folder)/\(name)"))
      for number in 1...20 {
        let born = number % 4 == 0 ? "19400615" : "19850615"
        let whole = Data(try Sample.identity(number, born: born).revealed.utf8)
        #expect(bytes.range(of: whole) == nil, "\(name)")
      }
    }
  }
}
