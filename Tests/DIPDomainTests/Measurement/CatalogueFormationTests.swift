import Quantities
import Testing

@testable import DIPDomain

/// Which groups a region has, by hand-made histories. The threshold is stated in cases a year.
@Suite("Forming a region's groups from history")
struct CatalogueFormationTests {
  static let appendectomy = "JC,1,K35.3,47.0100,,,,阑尾切除"
  static let conservative = "JC,2,K35.3,,,,,阑尾炎"
  static let medical = "ZH,1,K35,,,内科,,阑尾炎内科"
  static let surgical = "ZH,2,K35,,,相关手术,,阑尾炎手术"

  static func history(_ groups: [String], perYear: Int = 2) throws -> SmallHistory {
    var history = try SmallHistory()
    history.groups = groups
    history.policy.measurement.coreThreshold = .cases(perYear)
    return history
  }

  /// Two cases a year over three years are six: five leave, and go to the composite group.
  @Test(
    "A core group below the threshold falls to composite, with the reason and where its cases go")
  func belowThreshold() throws {
    var history = try Self.history([Self.appendectomy, Self.conservative, Self.surgical])
    for year in 0..<3 {
      for _ in 0..<2 { try history.add(year: year, "K35.300", yuan: "4000") }
      try history.add(year: year, "K35.300", ["47.0100"], yuan: "9000")
      if year > 0 { try history.add(year: year, "K35.300", ["47.0100"], yuan: "9000") }
    }
    let report = try history.measure().report
    #expect(report.threshold == 6)
    #expect(report.groups.map(\.code) == ["JC-2", "ZH-2"])
    #expect(report.groups[1].cases == 5)
    let dropped = try #require(report.dropped.first)
    #expect(dropped.code == "JC-1" && dropped.reason == .belowThreshold(needed: 6))
    #expect(dropped.cases == [1, 2, 2])
    #expect(dropped.movedTo == [.init(code: "ZH-2", cases: 5)])
    try history.add(year: 0, "K35.300", ["47.0100"], yuan: "9000")
    // The composite group has no case then, and the base gives it no score.
    #expect(try history.measure().report.groups.map(\.code) == ["JC-1", "JC-2"])
  }

  @Test(
    "Groups of Chinese medicine and of primary care stay, also without cases, with their scores")
  func listed() throws {
    var history = try Self.history(
      [Self.appendectomy, Self.conservative, "JC,3,J18.9,,,,是,肺炎", "JC,4,A09.9,,,,,肠炎"])
    history.primaryCare = ["A09.9,"]
    history.scores = ["JC-1,900,1", "JC-2,400,1", "JC-3,321.5,1", "JC-4,100,1"]
    for year in 0..<3 {
      for _ in 0..<2 { try history.add(year: year, "K35.300", yuan: "4000") }
    }
    try history.add(year: 2, "A09.900", yuan: "1000")
    let measurement = try history.measure()
    #expect(measurement.report.groups.map(\.code) == ["JC-2", "JC-3", "JC-4"])
    let tcm = try #require(measurement.group("JC-3"))
    #expect(tcm.basis == .kept && tcm.isTCM && tcm.score.description == "321.5")
    #expect(measurement.group("JC-4")?.basis == .measured)
    #expect(measurement.catalogue.groups.last?.isPrimaryCare == true)
  }

  /// Table 3-3 with the draft's own means: 28 033 alone, 28 849 with the first and 44 003 with the
  /// second related procedure.
  @Test(
    "A local group's related procedure splits it off at 10 %",
    arguments: [
      ("28849", false), ("44003", true), ("30836.30", true), ("30836.29", false),
    ])
  func related(mean: String, splits: Bool) throws {
    var history = try Self.history([Self.appendectomy, "BD,1,K35.3,47.0100,54.2100,,,联合"])
    for year in 0..<3 {
      for _ in 0..<2 {
        try history.add(year: year, "K35.300", ["47.0100"], yuan: "28033")
        try history.add(year: year, "K35.300", ["47.0100", "54.2100"], yuan: mean)
      }
    }
    // The stage of local groups comes last: put first, so that the case reaches it.
    history.policy.grouping.stages = [[.local], [.basic], [.composite]]
    let report = try history.measure().report
    #expect(report.groups.map(\.code) == (splits ? ["JC-1", "BD-1"] : ["JC-1"]))
    guard !splits else { return }
    let dropped = try #require(report.dropped.first)
    #expect(dropped.movedTo == [.init(code: "JC-1", cases: 6)])
    if mean == "28849" {
      #expect(dropped.reason == .relatedAddsLittle(to: "JC-1", percent: "2.91"))
    }
  }

  @Test(
    "Frequent combinations that no core group takes become local groups with names of their own")
  func proposed() throws {
    var history = try Self.history([Self.conservative, Self.medical, Self.surgical])
    for year in 0..<3 {
      for _ in 0..<2 {
        try history.add(year: year, "K35.300", yuan: "4000")
        try history.add(year: year, "K35.301", ["47.0100"], yuan: "9000")
        try history.add(year: year, "K35.800", ["51.2300"], yuan: "10000")
        try history.add(year: year, "K35.800", ["51.2300", "54.2100"], yuan: "11500")
        try history.add(year: year, "K35.800", ["51.2300", "96.0400"], yuan: "10900")
      }
      try history.add(year: year, "K35.900", ["47.0100"], yuan: "9000")
    }
    let measurement = try history.measure()
    #expect(
      measurement.report.added.map(\.code)
        == ["BD-K35.3-47.0100", "BD-K35.8-51.2300", "BD-K35.8-51.2300-54.2100"])
    #expect(measurement.group("BD-K35.8-51.2300-54.2100")?.cases == 6)
    // 54.2100 adds 11 500 ÷ ((10 000 + 10 900) ÷ 2) − 1 = 10.05 %; 96.0400 then 9 % only.
    #expect(measurement.group("BD-K35.8-51.2300")?.cases == 12)
    #expect(measurement.group("ZH-2")?.cases == 3)
    #expect(measurement.report.groups.allSatisfy { !$0.isNew || $0.oldScore == nil })
  }

  @Test("What is in no group gets composite groups where there are enough cases")
  func composites() throws {
    var history = try Self.history([Self.appendectomy])
    for year in 0..<3 {
      for day in 0..<2 {
        try history.add(year: year, "J18.\(day)00", ["96.0400"], yuan: "4000")
        try history.add(year: year, "K35.300", ["47.0100"], yuan: "9000")
      }
      try history.add(year: year, "B02.900", yuan: "900")
    }
    let measurement = try history.measure()
    #expect(measurement.report.added.map(\.code) == ["ZH-J18-3"])
    #expect(measurement.catalogue.groups.last?.procedureClass == .therapeutic)
    #expect(measurement.report.counts.map(\.ungrouped) == [1, 1, 1])
  }

  /// 12, 6, 4 and 2 of 24 cases: 12 + 6 are 75 %, so that 75 % needs six cases and 76 % four.
  @Test(
    "By coverage the largest groups stay until they hold the share",
    arguments: [
      ("0.75", 6), ("0.76", 4), ("1", 2), ("0", 1),
    ])
  func coverage(share: String, threshold: Int64) throws {
    var history = try Self.history(
      [Self.appendectomy, Self.conservative, "JC,3,J18.9,,,,,肺炎", "JC,4,A09.9,,,,,肠炎"])
    for year in 0..<2 {
      for _ in 0..<6 { try history.add(year: year, "K35.300", yuan: "4000") }
      for _ in 0..<3 { try history.add(year: year, "K35.300", ["47.0100"], yuan: "4000") }
      for _ in 0..<2 { try history.add(year: year, "J18.900", yuan: "4000") }
      try history.add(year: year, "A09.900", yuan: "4000")
    }
    history.policy.measurement.coreThreshold = .coverage(try Decimal(parsing: share))
    #expect(try history.measure().report.threshold == threshold)
  }

  @Test("Lists of other regions and insurance types take no part and are counted")
  func others() throws {
    var history = try Self.history([Self.conservative], perYear: 0)
    try history.add(year: 0, "K35.300", yuan: "4000")
    try history.add(year: 1, "K35.300", pool: .resident, yuan: "5000")
    try history.add(year: 2, "K35.300", yuan: "6000", institution: "H34160200001")
    history.policy.pools = PoolPolicy(types: ["310"], merged: false)
    let report = try history.measure().report
    #expect(report.counts.map(\.grouped) == [1, 0, 0])
    #expect(report.counts[1].otherPools == 1 && report.counts[2].elsewhere == 1)
    #expect(report.regionMean == BigRatio(Ratio(4000)))
    history.years[0].removeAll()
    #expect(throws: Problem.self) { try history.measure() }
  }

  @Test("As many years as the policy has weights, each once, oldest first")
  func years() throws {
    var history = try Self.history([Self.conservative])
    try history.add(year: 0, "K35.300", yuan: "4000")
    history.policy.measurement.yearWeights = [1, 2]
    #expect(throws: Problem.self) { try history.measure() }
  }
}
