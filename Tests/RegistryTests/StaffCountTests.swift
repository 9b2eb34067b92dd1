import Quantities
import RegistryDomain
import Testing

@Suite struct StaffCountTests {
  private static func count(
    _ postings: [Posting], in places: [String]
  ) throws -> StaffCount {
    try StaffCount(
      postings, kind: { _ in .physician }, in: Set(places.map { try code($0) }))
  }

  @Test func sharesAreExact() throws {
    for (text, units) in [("1", 2_520_000), ("0.4", 1_008_000), ("1/3", 840_000), ("2/7", 720_000)]
      as [(String, Int32)]
    {
      #expect(try WorkShare(parsing: text).units == units)
    }
    #expect(try WorkShare(parsing: "0.50").description == "1/2")
    for text in ["0", "1.1", "-0.5", "1/0", "x", "1/11", "0.00001", "1/2/3", ""] {
      #expect(throws: Problem.self) { try WorkShare(parsing: text) }
    }
  }

  /// A doctor posted in two places is one head and two halves of a working time.
  @Test func aSharedDoctorCountsOnce() throws {
    let count = try Self.count(
      [posting("DOC-1", "HOSP"), posting("DOC-1", "CLIN", .multiSite, home: "HOSP")],
      in: ["HOSP", "CLIN"])
    #expect(count.people == 1)
    #expect(count.fullTimeEquivalents == .one)
    #expect(count.rows.map(\.people) == [1, 1])
    #expect(count.rows.map(\.employed) == [0, 1])
    #expect(try count.rows.map(\.fullTimeEquivalents) == [Ratio(1, 2), Ratio(1, 2)])
  }

  /// What is written stands; the rest is shared equally, also with places that are not counted.
  @Test func writtenSharesComeFirst() throws {
    let postings = try [
      posting("DOC-1", "AAAA", share: "0.4"),
      posting("DOC-1", "BBBB", .support, home: "AAAA"),
      posting("DOC-1", "CCCC", .multiSite, home: "AAAA"),
    ]
    let count = try Self.count(postings, in: ["AAAA", "BBBB"])
    #expect(try count.rows.map(\.fullTimeEquivalents) == [Ratio(2, 5), Ratio(3, 10)])
    #expect(try count.fullTimeEquivalents == Ratio(7, 10))
    #expect(count.people == 1)
  }

  @Test func sharesAboveOneAreNamed() throws {
    let postings = try [
      posting("DOC-1", "AAAA", share: "0.7"),
      posting("DOC-1", "BBBB", .multiSite, home: "AAAA", share: "0.7"),
      posting("DOC-2", "AAAA", share: "1"),
      posting("DOC-2", "BBBB", .multiSite, home: "AAAA"),
    ]
    #expect(throws: Problem.self) { try Posting.shares(Array(postings.prefix(2))) }
    let count = try Self.count(postings, in: ["AAAA", "BBBB"])
    #expect(count.overshared.map(\.text) == ["DOC-1", "DOC-2"])
    #expect(count.people == 2)
    #expect(count.fullTimeEquivalents == Ratio(2))
  }

  /// Counted over all institutions, whole people without written shares add up to their number;
  /// heads of institutions never add up to fewer. By an independent count over the same postings.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func wholeTimesAddUp(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let places = (0..<8).map { "INST-\($0)" }
    var postings: [Posting] = []
    for person in 0..<60 {
      let own = places.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
      for (index, place) in own.enumerated() {
        postings.append(
          index == 0
            ? try posting("DOC-\(person)", place)
            : try posting("DOC-\(person)", place, .multiSite, home: own[0]))
      }
    }
    let count = try Self.count(postings, in: places)
    #expect(count.people == 60, "seed \(seed)")
    #expect(count.fullTimeEquivalents == Ratio(60), "seed \(seed)")
    #expect(count.rows.reduce(0) { $0 + $1.employed } == 60, "seed \(seed)")
    #expect(count.rows.reduce(0) { $0 + $1.people } == postings.count, "seed \(seed)")
    // A part of the places: whoever works in it, once.
    let part = Array(places.prefix(3))
    let expected = Set(postings.filter { part.contains($0.institution.text) }.map(\.practitioner))
    #expect(try Self.count(postings, in: part).people == expected.count, "seed \(seed)")
  }

  /// Seed 000 clause 十三: a county doctor used in the township is on the county's post, and a head
  /// of the township.
  @Test func countyManagedCountsWhereTheyWork() throws {
    let count = try Self.count(
      [posting("DOC-1", "TOWN", .countyManaged, home: "HOSP", holdsPost: true)],
      in: ["HOSP", "TOWN"])
    #expect(count.rows.map(\.institution.text) == ["HOSP", "TOWN"])
    #expect(count.rows.map(\.people) == [0, 1])
    #expect(count.rows.map(\.employed) == [1, 0])
    #expect(count.rows.map(\.postHolders) == [1, 0])
  }

  @Test func postingsNameAnotherEmployerWhenTheySay() throws {
    for (kind, home) in [
      (PostingKind.dispatched, ""), (.dispatched, "CLIN"), (.employed, "HOSP"),
    ] {
      let error = #expect(throws: Problem.self) { try posting("DOC-1", "CLIN", kind, home: home) }
      #expect(error?.code == "REGISTRY_POSTING_HOME")
    }
  }
}
