import DIPDomain
import Quantities
import Testing

@Suite struct ConsortiumRosterTests {
  private func day(_ text: String) throws -> Day { try Day(parsing: text) }

  private func roster() throws -> ConsortiumRoster {
    try ConsortiumRoster([
      Consortium(
        code: "A", name: "甲", lead: "H15222100001", area: AreaCode(parsing: "152221"),
        memberships: [
          .init(institution: "H15222100001", first: day("2020-01-01")),
          .init(
            institution: "H15222100002", first: day("2025-03-01"), last: day("2025-08-31")),
        ]),
      Consortium(
        code: "B", name: "乙", lead: "H15222200001", area: AreaCode(parsing: "152222"),
        memberships: [
          .init(institution: "H15222200001", first: day("2020-01-01")),
          .init(institution: "H15222100002", first: day("2025-09-01")),
        ]),
    ])
  }

  /// A stay counts by the membership on its day of discharge; a member of the neighbour is elsewhere.
  @Test(arguments: [
    ("H15222100001", 152_221, "2025-01-01", PackagePlace.inside(0)),
    ("H15222100002", 152_221, "2025-02-28", .referredOut(0)),
    ("H15222100002", 152_221, "2025-03-01", .inside(0)),
    ("H15222100002", 152_221, "2025-08-31", .inside(0)),
    ("H15222100002", 152_221, "2025-09-01", .referredOut(0)),
    ("H15222100002", 152_222, "2025-09-01", .inside(1)),
    ("H15222100001", 152_222, "2025-05-05", .referredOut(1)),
    ("H99000000001", 152_222, "2025-05-05", .referredOut(1)),
    ("H15222100001", 152_223, "2025-05-05", .outside),
  ])
  func places(institution: String, area: Int32, discharged: String, expected: PackagePlace) throws {
    #expect(
      try roster().place(institution: institution, area: area, day: day(discharged)) == expected)
  }

  /// Without an area the package answers for all of the region's insured.
  @Test func oneForAll() throws {
    let roster = try ConsortiumRoster([
      Consortium(
        code: "A", name: "甲", lead: "L",
        memberships: [.init(institution: "L", first: day("2025-01-01"))])
    ])
    #expect(try roster.place(institution: "L", area: 110_101, day: day("2025-01-01")) == .inside(0))
    #expect(
      try roster.place(institution: "X", area: 110_101, day: day("2025-01-01")) == .referredOut(0))
  }

  @Test func refusals() throws {
    func consortium(_ code: String, _ area: String, _ spans: [(String, String, String?)]) throws
      -> Consortium
    {
      try Consortium(
        code: code, name: code, lead: "L", area: AreaCode(parsing: area),
        memberships: spans.map { span in
          try .init(
            institution: span.0, first: day(span.1), last: span.2.map { try day($0) })
        })
    }
    let lead = ("L", "2025-01-01", nil as String?)
    for consortia in [
      try [consortium("A", "152221", [("M", "2025-01-01", nil)])],
      try [consortium("A", "152221", [lead, ("M", "2025-01-01", nil), ("M", "2025-05-01", nil)])],
      try [consortium("A", "152200", [lead]), consortium("B", "152221", [lead])],
      try [consortium("A", "152221", [lead]), consortium("A", "152222", [lead])],
      try [consortium("A", "152221001", [lead])],
    ] {
      let problem = #expect(throws: Problem.self) { try ConsortiumRoster(consortia) }
      #expect(problem?.code == "DIP_CONSORTIUM_INVALID")
    }
  }
}
