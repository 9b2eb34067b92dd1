import Quantities
import RegistryDomain
import Testing

@Suite struct StaffingRuleTests {
  private let rules = RegistryRules.published

  private func time(_ spans: [Validity], before: String) throws -> ServiceTime {
    ServiceTime(spans, before: try day(before))
  }

  @Test func daysCountOnceAndYearsByTheCalendar() throws {
    // 2004-03-01 to 2024-02-29 is a day short of twenty years, to 2024-03-01 twenty.
    #expect(try time([span("2004-03-01")], before: "2024-02-29").years == 19)
    #expect(try time([span("2004-03-01")], before: "2024-03-01").years == 20)
    // Overlapping spans count once, those apart add up.
    let parts = try [
      span("2000-01-01", "2001-01-01"), span("2000-06-01", "2001-01-01"),
      span("2010-01-01", "2011-01-01"),
    ]
    #expect(try time(parts, before: "2020-01-01").days == 366 + 365)
    #expect(try time(parts, before: "2010-07-02").days == 366 + 182)
    #expect(try time([span("2024-08-31")], before: "2025-02-28").months == 6)
    #expect(try time([span("2024-08-30")], before: "2025-02-27").months == 5)
    #expect(try time([], before: "2025-01-01").years == 0)
  }

  /// The law's own tables: 男 1965-01 → 60 y 1 m, 1976-09 → 63; 女 (55) 1970-01 → 55 y 1 m, 1981-09 → 58.
  @Test(
    arguments: [
      ("1964-12-31", Sex.male, "2024-12-31"), ("1965-01-20", .male, "2025-02-20"),
      ("1965-04-30", .male, "2025-05-30"), ("1965-05-31", .male, "2025-07-31"),
      ("1976-08-10", .male, "2039-07-10"), ("1976-09-10", .male, "2039-09-10"),
      ("1980-09-10", .male, "2043-09-10"), ("1969-12-31", .female, "2024-12-31"),
      ("1970-01-15", .female, "2025-02-15"), ("1981-09-15", .female, "2039-09-15"),
      ("1970-01-31", .female, "2025-02-28"),
    ])
  func retirementByTheTables(born: String, sex: Sex, retires: String) throws {
    let asOf = try day("2025-06-01")
    #expect(try RetirementAge.day(born: day(born), sex, asOf: asOf) == day(retires))
  }

  @Test func retirementBeforeTheReform() throws {
    let asOf = try day("2024-12-31")
    #expect(try RetirementAge.day(born: day("1970-01-15"), .male, asOf: asOf) == day("2030-01-15"))
    #expect(
      try RetirementAge.day(born: day("1970-01-15"), .female, asOf: asOf) == day("2025-01-15"))
  }

  /// Seed 000 clause 十三: 累计在苏木镇卫生院工作满20年且距法定退休年龄不满5年. 满 includes 20, 不满
  /// excludes 5. Born 1970-01-15, on 2024-12-31 five years before retirement is 2025-01-15.
  @Test(
    arguments: [
      ("2004-07-01", "2024-07-01", "1969-06-30", true),
      // a day short of twenty years
      ("2004-07-02", "2024-07-01", "1969-06-30", false),
      // exactly five years to retirement: not 不满 5 年
      ("2004-07-01", "2024-07-01", "1969-07-01", false),
      ("2004-07-01", "2024-07-01", "1969-07-02", false),
      // retired on the day itself
      ("2004-07-01", "2024-07-01", "1964-07-01", false),
      ("2004-07-01", "2024-07-01", "1964-07-02", true),
    ])
  func twentyYearsInTownships(from: String, on: String, born: String, exempt: Bool) throws {
    let person = try practitioner("DOC-1", title: .intermediate, born: born)
    let township = try time([span(from)], before: on)
    #expect(
      try rules.isExemptFromTitleQuota(
        person, township: township, on: day(on), in: areaCode("152921")) == exempt)
  }

  @Test func theExemptOccupyNoTitlePost() throws {
    let establishment = try Establishment(values: [
      "institution": "TOWN", "posts": "30", "intermediate_posts": "1",
    ])
    let staff = try [
      (practitioner("DOC-1", title: .intermediate), isExempt: true),
      (practitioner("DOC-2", title: .intermediate), isExempt: false),
      (practitioner("DOC-3", title: .senior), isExempt: false),
      (practitioner("DOC-4", title: .assistant), isExempt: false),
      (practitioner("DOC-5", .nurse), isExempt: false),
    ]
    let quotas = TitleQuota.use(of: establishment, by: staff)
    #expect(quotas.map(\.group) == [.senior, .intermediate, .junior])
    #expect(quotas.map(\.occupying) == [1, 1, 1])
    #expect(quotas.map(\.exempt.count) == [0, 1, 0])
    #expect(quotas.map(\.free) == [nil, 0, nil])
  }

  /// Seed 003 clause 16: 城市医生在晋升主治医师或副主任医师职称前，到基层…累计服务不少于1年.
  @Test(
    arguments: [
      ("2023-03-01", "2024-03-01", true), ("2023-03-02", "2024-03-01", false),
      ("2024-02-29", "2025-02-28", false), ("2024-02-29", "2025-03-01", true),
    ])
  func aYearAtTheBase(from: String, on: String, passes: Bool) throws {
    let doctor = try practitioner("DOC-1", title: .intermediate)
    let base = try time([span(from)], before: on)
    let xingan = try areaCode("152201")
    let finding = rules.promotion(doctor, to: .intermediate, base: base, in: xingan)
    #expect((finding == nil) == passes)
    #expect(finding?.forbids == (passes ? nil : true))
    #expect(finding?.provision.source == (passes ? nil : "S003·16"))
    // Other titles, other professions, and other areas by their strength.
    #expect(rules.promotion(doctor, to: .senior, base: base, in: xingan) == nil)
    let nurse = try practitioner("NUR-1", .nurse, title: .intermediate)
    #expect(rules.promotion(nurse, to: .intermediate, base: base, in: xingan) == nil)
    let elsewhere = rules.promotion(
      doctor, to: .associateSenior, base: base, in: try areaCode("341600"))
    #expect(elsewhere?.provision.strength == (passes ? nil : .warning))
  }

  /// Seed 003 clause 4: 卫生专业技术人员占比不低于编制总数的70%. 不低于 includes 70.
  @Test(arguments: [(34, 50, false), (35, 50, true), (36, 50, true), (2, 3, false), (7, 10, true)])
  func seventyPerCentProfessionals(professionals: Int, posts: Int, passes: Bool) throws {
    let area = try areaCode("152201")
    let centre = try Institution(
      code: code("CDCX"), name: "疾控中心", kind: .diseaseControlCentre,
      rating: Rating(.unrated, .unrated), ownership: .government, area: area)
    let finding = rules.diseaseControl(
      centre, professionals: professionals, posts: posts, in: area)
    #expect((finding == nil) == passes)
    // 逐步实现 is no more than a note.
    #expect(finding?.provision.strength == (passes ? nil : .note))
  }

  /// Seed 000 clause 三, seed 001 clause 3: dispatched doctors; six months count, less does not.
  @Test func sixMonthsOfDispatchCount() throws {
    let area = try areaCode("152921")
    func counts(_ spans: [Validity], _ on: String) throws -> Bool {
      rules.dispatchCounts(spans, on: try day(on), in: area)
    }
    #expect(try counts([span("2024-01-01", "2024-07-01")], "2024-01-01"))
    #expect(try !counts([span("2024-01-01", "2024-06-30")], "2024-05-01"))
    #expect(try !counts([span("2024-01-01")], "2024-06-30"))
    #expect(try counts([span("2024-01-01")], "2024-07-01"))
    // Two versions of one dispatch are one dispatch; a gap ends it.
    #expect(try counts([span("2024-04-01"), span("2024-01-01", "2024-04-01")], "2024-07-01"))
    #expect(try !counts([span("2024-04-02"), span("2024-01-01", "2024-04-01")], "2024-07-01"))
    #expect(try !counts([span("2024-01-01", "2024-07-01")], "2024-08-01"))
  }

  /// Seed 000 clause 十三, seed 003 clause 3: 县管乡用、乡聘村用.
  @Test func whoIsUsedWhere() throws {
    let area = try areaCode("152221001")
    func institution(_ text: String, _ kind: InstitutionKind) throws -> Institution {
      try Institution(
        code: code(text), name: text, kind: kind, rating: Rating(.unrated, .unrated),
        ownership: .government, area: area)
    }
    let hospital = try institution("HOSP", .generalHospital)
    let township = try institution("TOWN", .townshipHealthCentre)
    let clinic = try institution("CLIN", .villageClinic)
    func finding(_ kind: PostingKind, _ home: Institution, _ place: Institution) throws -> Bool {
      rules.postingPlaces(
        try posting("DOC-1", place.code.text, kind, home: home.code.text), at: place, home: home)
        != nil
    }
    #expect(try !finding(.countyManaged, hospital, township))
    #expect(try finding(.countyManaged, hospital, clinic))
    #expect(try !finding(.townshipEngaged, township, clinic))
    #expect(try finding(.townshipEngaged, hospital, clinic))
    #expect(try !finding(.dispatched, hospital, clinic))
  }

  /// Seed 000 clause 十三: 编制分别核定、统筹使用: only the sum of the members binds.
  @Test func postsArePooled() throws {
    let consortium = try Consortium(
      code: code("YGT-1"), name: "医共体", kind: .county, area: areaCode("152921"))
    #expect(rules.pooledPosts(consortium, holders: 100, posts: 100) == nil)
    #expect(rules.pooledPosts(consortium, holders: 101, posts: 100)?.provision.rule == .pooledPosts)
    #expect(rules.pooledPosts(consortium, holders: 5, posts: 0) == nil)
  }
}
