import Quantities
import RegistryDomain
import Tabular

@testable import RegistryStorage

/// Changes of every kind that the registry announces, at random places and days. Many are refused;
/// those change nothing.
struct RandomChange {
  var random: SeededRandom
  private var institutions: [RegistryCode] = []
  private var next = 0
  /// Changes that were recorded.
  private(set) var made = 0

  init(_ random: SeededRandom) { self.random = random }

  /// The demo region, with which everything begins.
  mutating func importDemo(_ writer: RegistryWriter) throws {
    let areas = try parsed(AreaTable.self, "demo/areas.csv")
    _ = try writer.importAreas(areas.rows, outcome: areas.outcome)
    let institutions = try parsed(InstitutionTable.self, "demo/institutions.csv")
    _ = try writer.importInstitutions(institutions.rows, outcome: institutions.outcome)
    let consortia = try parsed(ConsortiumTable.self, "demo/consortia.csv")
    _ = try writer.importConsortia(consortia.rows, outcome: consortia.outcome)
    self.institutions = institutions.rows.map(\.entry.fact.code)
    made += 3
  }

  private func parsed<Table: RegistryTable>(
    _ table: Table.Type, _ file: String
  ) throws -> TableParser<Table> {
    var parser = TableParser(table)
    try parser.append(RegistryFixture.deployed(file))
    try parser.finish()
    return parser
  }

  mutating func day() throws -> Day {
    try Day(number: Day(parsing: "2020-01-01").number + Int32.random(in: 0..<2200, using: &random))
  }

  /// One change; false when the registry refused it.
  mutating func make(_ registry: RestartableRegistry) throws -> Bool {
    var copy = self
    defer { self = copy }
    do {
      try registry.write { try copy.make($0) }
      copy.made += 1
      return true
    } catch is Problem { return false }
  }

  private mutating func make(_ writer: RegistryWriter) throws {
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: try open(writer)
    case 2, 3: try edit(writer)
    case 4: try close(writer)
    case 5, 6: try alterArea(writer)
    case 7: try count(writer)
    case 8: try openConsortium(writer)
    case 9: try changeMember(writer)
    case 10: try closeConsortium(writer)
    default: try changeDepartment(writer)
    }
  }

  // MARK: Institutions

  private mutating func areas(_ level: AreaCode.Level, _ writer: RegistryWriter) throws -> [Area] {
    var condition = Condition()
    condition.add("area.superseded IS NULL")
    condition.add("area.level = ?", level.rawValue)
    return try AreaRows.versions(
      where: condition, order: "area.code", in: writer.transaction
    ).map(\.fact)
  }

  private mutating func open(_ writer: RegistryWriter) throws {
    next += 1
    guard let area = try areas(.township, writer).randomElement(using: &random) else { return }
    let code = try RegistryCode(parsing: "NEW-\(10_000 + next)")
    _ = try writer.openInstitution(
      Institution(
        code: code, name: "新设门诊部\(next)", kind: .outpatientDepartment,
        rating: Rating(.unrated, .unrated), ownership: .government, area: area.code),
      from: day())
    institutions.append(code)
  }

  private mutating func standing(_ writer: RegistryWriter) throws -> Version<Institution>? {
    guard let code = institutions.randomElement(using: &random) else { return nil }
    return try InstitutionRows.current(code, in: writer.transaction).last
  }

  private mutating func edit(_ writer: RegistryWriter) throws {
    guard let version = try standing(writer) else { return }
    let old = version.fact
    next += 1
    _ = try writer.editInstitution(
      Institution(
        code: old.code, name: "改名\(next)", aliases: [old.name], uscc: old.uscc,
        insuranceCode: old.insuranceCode, kind: old.kind, rating: old.rating,
        ownership: old.ownership, founder: old.founder, area: old.area,
        coordinates: old.coordinates, beds: UInt32(next)),
      from: day(), expected: version.recorded)
  }

  private mutating func close(_ writer: RegistryWriter) throws {
    guard let version = try standing(writer) else { return }
    _ = try writer.closeInstitution(version.fact.code, at: day(), expected: version.recorded)
  }

  // MARK: Areas

  private mutating func version(
    _ level: AreaCode.Level, _ writer: RegistryWriter
  ) throws -> Version<Area>? {
    guard let area = try areas(level, writer).randomElement(using: &random) else { return nil }
    return try AreaRows.current(area.code, in: writer.transaction).last
  }

  private mutating func alterArea(_ writer: RegistryWriter) throws {
    guard let one = try version(.township, writer) else { return }
    next += 1
    let change: AreaChange
    var seen = [one.fact.code: one.recorded]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: change = .alter(one.fact.code, .init(name: "更名\(next)"))
    case 1:
      guard let other = try version(.township, writer), other.fact.code != one.fact.code else {
        return
      }
      seen[other.fact.code] = other.recorded
      change = .merge([one.fact.code, other.fact.code], .init(into: one.fact.code))
    case 2:
      guard let county = try version(.county, writer) else { return }
      change = .alter(one.fact.code, .init(parent: county.fact.code))
    default: change = .close(one.fact.code)
    }
    _ = try writer.changeAreas(AreaDecision(change, on: day(), seen: seen))
  }

  private mutating func count(_ writer: RegistryWriter) throws {
    guard let version = try version(.township, writer) else { return }
    _ = try writer.countResidents(
      Area.Population(
        residents: Int64.random(in: 1..<90_000, using: &random),
        year: Int.random(in: 2020...2025, using: &random)),
      of: version.fact.code, expected: version.recorded)
  }

  // MARK: Consortia

  private mutating func consortium(_ writer: RegistryWriter) throws -> Version<Consortium>? {
    var condition = Condition()
    condition.add("consortium.superseded IS NULL")
    return try ConsortiumRows.versions(
      where: condition, order: "consortium.code, consortium.valid_from", in: writer.transaction
    ).randomElement(using: &random)
  }

  private mutating func openConsortium(_ writer: RegistryWriter) throws {
    next += 1
    guard let lead = try standing(writer), let county = try areas(.county, writer).first else {
      return
    }
    _ = try writer.openConsortium(
      Consortium(
        code: RegistryCode(parsing: "ALLY-\(1000 + next)"), name: "专科联盟\(next)",
        kind: .specialtyAlliance, area: county.code), lead: lead.fact.code, from: day(),
      overrides: [])
  }

  private mutating func changeMember(_ writer: RegistryWriter) throws {
    guard let group = try consortium(writer), let member = try standing(writer) else { return }
    let key = Membership.Key(consortium: group.fact.code, institution: member.fact.code)
    if try MembershipRows.current(key, in: writer.transaction).isEmpty {
      _ = try writer.addMember(key, role: .member, from: day(), overrides: [])
    } else {
      _ = try writer.closeMember(key, at: day())
    }
  }

  private mutating func closeConsortium(_ writer: RegistryWriter) throws {
    guard let group = try consortium(writer), group.validity.to == nil else { return }
    _ = try writer.closeConsortium(group.fact.code, at: day(), expected: group.recorded)
  }

  // MARK: Registers

  private mutating func changeDepartment(_ writer: RegistryWriter) throws {
    guard let place = try standing(writer) else { return }
    let key = RegisterKey([place.fact.code.text, "内科"])
    let current = try RegisterRows<Department>.current(key, in: writer.transaction).last
    if let current, Bool.random(using: &random) {
      _ = try writer.close(Department.self, key, at: day(), expected: current.recorded)
    } else {
      next += 1
      _ = try writer.put(
        Department(
          values: [
            "institution": place.fact.code.text, "name": "内科", "kind": "内科", "beds": "\(next)",
          ], overrides: []), from: day(), expected: current?.recorded)
    }
  }
}
