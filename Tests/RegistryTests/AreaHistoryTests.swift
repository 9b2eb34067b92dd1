import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular
import Testing

/// Random mergers, splits, renames, conversions, code changes and counts of a county's towns.
@Suite struct AreaHistoryTests {
  private static let county = "990121"

  private static func region(_ random: inout SeededRandom) throws -> RegistryFixture {
    let registry = try RegistryFixture()
    var file = "code,name,kind,parent,valid_from,residents,residents_year\n"
    file += "990000,示例省,省,,2020-01-01,,\n990100,临江市,地级市,990000,2020-01-01,,\n"
    file += "990121,云岭县,县,990100,2020-01-01,,\n"
    for town in 100..<106 {
      let residents = Int.random(in: 0...9000, using: &random)
      file += "990121\(town),第\(town)镇,镇,990121,2020-01-01,\(residents),2023\n"
      for village in 200..<203 {
        file += "990121\(town)\(village),第\(village)村,村,990121\(town),2020-01-01,,\n"
      }
    }
    try registry.importAreas(Array(file.utf8))
    return registry
  }

  private struct Towns {
    let standing: [Version<Area>]

    init(_ reader: RegistryReader, on day: Day) throws {
      var filter = RegistryReader.AreaFilter()
      filter.subtree = try areaCode(AreaHistoryTests.county)
      filter.levels = [.township]
      standing = try reader.areas(filter, asOf: AsOf(day: day), page: Page(limit: 1000))
    }

    var residents: Int64 { standing.reduce(0) { $0 + ($1.fact.population?.residents ?? 0) } }
  }

  /// A change that could be asked for, with the versions it has seen; nil when there is none.
  private static func change(
    _ reader: RegistryReader, on day: Day, next: inout Int, _ random: inout SeededRandom
  ) throws -> AreaDecision? {
    let towns = try Towns(reader, on: day).standing
    guard let town = towns.randomElement(using: &random) else { return nil }
    let code = town.fact.code
    var seen = [code: town.recorded]
    func fresh() throws -> AreaCode {
      next += 1
      return try areaCode("990121\(next)")
    }
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      next += 1
      return try AreaDecision(
        .alter(code, AreaChange.Alteration(name: "新名\(next)")), on: day, seen: seen)
    case 1:
      return try AreaDecision(
        .alter(code, AreaChange.Alteration(code: fresh())), on: day, seen: seen)
    case 2:
      return try AreaDecision(
        .alter(
          code,
          AreaChange.Alteration(
            code: Bool.random(using: &random) ? fresh() : nil,
            kind: town.fact.kind == .subdistrict ? .town : .subdistrict)), on: day, seen: seen)
    case 3:
      guard let other = towns.filter({ $0.fact.code != code }).randomElement(using: &random) else {
        return nil
      }
      seen[other.fact.code] = other.recorded
      let target = Bool.random(using: &random) ? code : try fresh()
      return try AreaDecision(
        .merge(
          [code, other.fact.code],
          AreaChange.Merger(into: target, name: "合并镇", kind: .town)), on: day, seen: seen)
    default:
      let whole = town.fact.population?.residents ?? 0
      let first = Int64.random(in: 0...whole, using: &random)
      let keeps = Bool.random(using: &random)
      var villages = RegistryReader.AreaFilter()
      villages.subtree = code
      villages.levels = [.village]
      let inside = try reader.areas(villages, asOf: AsOf(day: day), page: Page(limit: 1000))
        .map { $0.fact.code.description }
      let cut = Int.random(in: 0...inside.count, using: &random)
      return try AreaDecision(
        .split(
          code,
          [
            AreaChange.Part(
              keeps ? code : fresh(), name: "甲部", residents: first,
              takes: Array(inside[..<cut])),
            AreaChange.Part(
              fresh(), name: "乙部", residents: whole - first, takes: Array(inside[cut...])),
          ]), on: day, seen: seen)
    }
  }

  /// Whatever was done: the county keeps its residents and its villages on every day, every answer of
  /// the past stays as it was given, and every old code still leads to areas that exist.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func changesKeepResidentsAndThePast(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let registry = try Self.region(&random)
    let first = try day("2024-01-01")
    let days = try (0..<8).map { try first.adding(days: $0 * 40) }
    let residents = try registry.read { try Towns($0, on: first).residents }
    func picture(_ recorded: Int64?) throws -> [[String]] {
      try registry.read { reader throws in
        try days.map { day in
          var filter = RegistryReader.AreaFilter()
          filter.subtree = try areaCode(Self.county)
          return try reader.areas(
            filter, asOf: AsOf(day: day, recorded: recorded), page: Page(limit: 1000)
          ).map { "\($0.fact)" }
        }
      }
    }
    var answers = [try registry.read { try $0.lastRecorded() }: try picture(nil)]
    var next = 300
    var done = 0
    for step in 0..<24 {
      // Mostly forward in time, at times into the past, where what came later may forbid it.
      let at =
        Int.random(in: 0..<4, using: &random) == 0
        ? days.randomElement(using: &random) ?? first : days[min(step / 3, days.count - 1)]
      let recorded = try? registry.write { writer -> Int64? in
        guard
          let decision = try Self.change(writer.reader, on: at, next: &next, &random)
        else { return nil }
        return try writer.changeAreas(decision).event.recorded
      }
      guard let recorded else { continue }
      done += 1
      answers[recorded] = try picture(nil)
      try registry.read { reader throws in
        for day in days {
          let towns = try Towns(reader, on: day)
          #expect(towns.residents == residents, "seed \(seed), step \(step), \(day)")
          var filter = RegistryReader.AreaFilter()
          filter.subtree = try areaCode(Self.county)
          filter.levels = [.village]
          #expect(
            try reader.areas(filter, asOf: AsOf(day: day), page: Page(limit: 1000)).count == 18,
            "seed \(seed), step \(step), \(day)")
        }
      }
    }
    #expect(done > 8, "seed \(seed): \(done)")
    for (recorded, then) in answers {
      #expect(try picture(recorded) == then, "seed \(seed), as known after \(recorded)")
    }
    try codesLead(registry, to: try #require(days.last), seed)
  }

  /// Closing never loses: every code there ever was leads to areas of the last day, and their
  /// events, replayed, end with the codes of that day.
  private func codesLead(_ registry: RegistryFixture, to last: Day, _ seed: UInt64) throws {
    try registry.read { reader throws in
      let events = try reader.areaEvents(RegistryReader.AreaEventFilter(), limit: 1000)
      let standing = Set(try Towns(reader, on: last).standing.map(\.fact.code))
      for code in Set(events.flatMap { $0.event.before + $0.event.after }) {
        let followed = try reader.areaOrSuccessors(code, asOf: AsOf(day: last)).map(\.fact.code)
        #expect(
          !followed.isEmpty && Set(followed).isSubset(of: standing), "seed \(seed): \(code)")
        #expect(try !reader.history(ofArea: code).isEmpty)
      }
      var codes = Set(try (100..<106).map { try areaCode("990121\($0)") })
      // Recorded in any order, they hold by day.
      for event in events.map(\.event) {
        codes.subtract(event.before)
        codes.formUnion(event.after)
      }
      #expect(codes == standing, "seed \(seed)")
    }
  }

  /// Histories that were changed export and import elsewhere to the same bytes.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func changedHistoriesRoundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &+ 100)
    let registry = try Self.region(&random)
    var next = 300
    for step in 0..<25 {
      let at = try day("2024-01-01").adding(days: step * 7)
      _ = try? registry.write { writer in
        if let decision = try Self.change(writer.reader, on: at, next: &next, &random) {
          _ = try writer.changeAreas(decision)
        }
      }
    }
    let exported = try registry.exportAreas()
    let other = try RegistryFixture()
    let outcome = try other.importAreas(exported)
    #expect(outcome.quarantined == 0, "seed \(seed): \(outcome.issues.first?.description ?? "")")
    #expect(try other.exportAreas() == exported, "seed \(seed)")
    // Events come along: what the spans and successors tell.
    let codes = try registry.read {
      try $0.areaEvents(RegistryReader.AreaEventFilter(), limit: 1000)
        .filter { $0.event.kind == .merged || $0.event.kind == .recoded }.map(\.event)
    }
    let told = Set(
      try other.read {
        try $0.areaEvents(RegistryReader.AreaEventFilter(), limit: 1000).map(\.event)
      })
    for event in codes { #expect(told.contains(event), "seed \(seed): \(event)") }
  }

  /// Eight editors who saw the same version: one wins, seven hear of a conflict, nothing is lost.
  @Test func oneOfEightMergersWins() async throws {
    var random = SeededRandom(seed: 7)
    let registry = try Self.region(&random)
    let on = try day("2024-06-01")
    let seen = try registry.read { reader throws in
      Dictionary(
        uniqueKeysWithValues: try Towns(reader, on: on).standing.map { ($0.fact.code, $0.recorded) }
      )
    }
    let codes = seen.keys.sorted()
    let results = await withTaskGroup(of: Result<Int64, any Error>.self) { group in
      for editor in 1..<6 {
        group.addTask {
          Result {
            try registry.write {
              try $0.changeAreas(
                AreaDecision(
                  .merge(
                    [codes[0], codes[editor]], AreaChange.Merger(into: codes[0])), on: on,
                  seen: seen))
            }.event.recorded
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.filter { (try? $0.get()) != nil }.count == 1)
    for case .failure(let error) in results {
      #expect((error as? Problem)?.code == "REGISTRY_EDIT_CONFLICT")
    }
    #expect(try registry.read { try Towns($0, on: on).standing.count } == 5)
  }
}
