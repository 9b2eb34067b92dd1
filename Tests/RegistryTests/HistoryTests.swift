import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Testing

@Suite struct HistoryTests {
  private static func institution(_ code: String, _ name: String) throws -> Institution {
    try Institution(
      code: RegistryCode(parsing: code), name: name, kind: .townshipHealthCentre,
      rating: Rating(.primary, .unrated), ownership: .government, area: areaCode("990121101"))
  }

  /// Random openings, edits and closings of three institutions. For every change and every day, the
  /// answer as known after that change is the answer that was given then.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func asOfAnyDayEqualsReplayToThatChange(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let registry = try RegistryFixture()
    try registry.importAreas(RegistryFixture.deployed("demo/areas.csv"))
    let codes = ["AAAA", "BBBB", "CCCC"]
    let days = try (0..<40).map { try day("2024-01-01").adding(days: $0) }
    func picture(_ recorded: Int64?) throws -> [[String?]] {
      try registry.read { reader throws in
        try days.map { day in
          try codes.map {
            try reader.institution(code($0), asOf: AsOf(day: day, recorded: recorded))?.fact.name
          }
        }
      }
    }
    var answers = [try registry.read { try $0.lastRecorded() }: try picture(nil)]
    for step in 0..<40 {
      let fact = try Self.institution(codes.randomElement(using: &random) ?? "AAAA", "院\(step)")
      let at = days.randomElement(using: &random) ?? days[0]
      let done = try? registry.write { writer in
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return try writer.openInstitution(fact, from: at)
        case 1:
          let seen = try writer.reader.institution(fact.code, asOf: AsOf(day: at))
          return try writer.editInstitution(fact, from: at, expected: seen?.recorded ?? 0)
        default:
          let last = try writer.reader.history(ofInstitution: fact.code)
            .filter { $0.superseded == nil }.max { $0.validity.from < $1.validity.from }
          return try writer.closeInstitution(fact.code, at: at, expected: last?.recorded ?? 0)
        }
      }
      guard let done else { continue }
      #expect(answers[done.recorded] == nil)
      answers[done.recorded] = try picture(nil)
    }
    #expect(answers.count > 5, "seed \(seed)")
    for (recorded, then) in answers {
      let now = try picture(recorded)
      #expect(now == then, "seed \(seed), as known after \(recorded)")
    }
  }

  /// Two who read the same version and edit it: one wins, the other is told, nothing is lost.
  @Test func oneOfTwoEditorsIsTold() async throws {
    let registry = try RegistryFixture()
    try registry.importAreas(RegistryFixture.deployed("demo/areas.csv"))
    let seen = try registry.write {
      try $0.openInstitution(Self.institution("AAAA", "原名"), from: day("2024-01-01"))
    }
    let results = await withTaskGroup(of: Result<Int64, any Error>.self) { group in
      for editor in 0..<8 {
        group.addTask {
          Result {
            try registry.write {
              try $0.editInstitution(
                Self.institution("AAAA", "编辑\(editor)"), from: day("2024-02-01"),
                expected: seen.recorded)
            }.recorded
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.filter { (try? $0.get()) != nil }.count == 1)
    for case .failure(let error) in results {
      #expect((error as? Problem)?.code == "REGISTRY_EDIT_CONFLICT")
    }
    let history = try registry.read { try $0.history(ofInstitution: code("AAAA")) }
    #expect(history.count == 3)
  }

  /// The database itself keeps one present version per first day and one open version.
  @Test func theDatabaseRefusesTwoPresents() throws {
    let registry = try RegistryFixture.demo()
    func insert(_ from: String, _ to: String?, county: Bool) -> String? {
      do {
        try registry.database.writeSync { transaction in
          if county {
            try transaction.execute(
              """
              INSERT INTO membership
                (consortium, institution, role, consortium_kind, valid_from, recorded)
              VALUES ('YGT-990122-1', 'H99012100002', 'member', 'county', $1, 1)
              """, [try day(from).number])
          } else {
            try transaction.execute(
              """
              INSERT INTO area (code, name, kind, level, successors, valid_from, valid_to, recorded)
              VALUES ('990000', '二', 'province', 1, '', $1, $2, 2)
              """, [try day(from).number, try to.map { try day($0).number }])
          }
        }
        return nil
      } catch let violation as ConstraintViolation { return violation.constraint } catch {
        return "\(error)"
      }
    }
    #expect(insert("2020-01-01", "2020-02-01", county: false) == "area_current")
    #expect(insert("2021-01-01", nil, county: false) == "area_open")
    #expect(insert("2021-01-01", "2020-01-01", county: false) == "area_validity")
    #expect(insert("2024-01-01", nil, county: true) == "membership_county_open")
  }

  @Test func changesAreAnnouncedInTheirTransaction() throws {
    let registry = try RegistryFixture.demo()
    let before = registry.database.outbox.last
    let opened = try registry.write {
      try $0.openInstitution(Self.institution("AAAA", "新院"), from: day("2024-01-01"))
    }
    #expect(throws: Problem.self) {
      try registry.write {
        try $0.openInstitution(Self.institution("AAAA", "又一新院"), from: day("2025-01-01"))
      }
    }
    let events = try registry.database.readSync {
      try registry.database.outbox.events(after: before, limit: 10, in: $0)
    }
    #expect(events.map(\.kind) == ["registry.institution.opened"])
    #expect(events.map(\.subject) == ["AAAA"])
    #expect(events.first?.payload == Array("\(opened.recorded) AAAA".utf8))
  }

  @Test func identifiersNameOneInstitution() throws {
    let registry = try RegistryFixture.demo()
    let holder = try #require(
      try registry.read {
        try $0.institution(named: "12990121MB10000081", asOf: asOf("2024-01-01"))
      })
    #expect(holder.fact.name == "云岭县人民医院")
    #expect(
      try registry.read {
        try $0.institution(named: "H99012100001", asOf: asOf("2024-01-01"))?.fact.code
      } == holder.fact.code)
    let error = #expect(throws: Problem.self) {
      try registry.write {
        try $0.openInstitution(
          Institution(
            code: code("ZZZZ"), name: "冒名医院", uscc: holder.fact.uscc, kind: .generalHospital,
            rating: Rating(.secondary, .a), ownership: .government, area: areaCode("990121")),
          from: day("2024-01-01"))
      }
    }
    #expect(error?.code == "REGISTRY_DUPLICATE")
  }
}
