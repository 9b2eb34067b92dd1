import ContractingStorage
import Messages
import Quantities
import Runtime
import Store

/// The teams held against this service's copy of the registry: what the registry does not know, or
/// knows otherwise. Nothing is refused for it, because either of the two may be the one to correct.
struct TeamComparison {
  /// Codes of institutions and areas that teams name and the registry does not know.
  private var institutions: Set<String> = []
  private var areas: Set<String> = []
  /// Teams that the registry knows at another institution.
  private var elsewhere: [String] = []
  private let age: CopyAge

  /// Codes shown of each kind; the rest are counted.
  private static let shown = 10

  /// Nil while the copy knows no institutions, so that nothing can be compared.
  init?(with registry: EventConsumer, on day: Day, in connection: Connection) throws {
    let facts = RegistryFacts(connection)
    age = registry.age
    guard try facts.hasAny(.institutions) else { return nil }
    // Teams may name an institution by its registry code or its insurance code.
    var codes: [String: String] = [:]
    try facts.forEach(.institutions, heldWithin: day...day, as: Registry.Institution.self) {
      codes[$0.code] = $0.code
      if !$0.insuranceCode.isEmpty { codes[$0.insuranceCode] = $0.code }
    }
    let knowsAreas = try facts.hasAny(.areas)
    try TeamTable.forEachPlace(in: connection) { team, institution, stored in
      if codes[institution] == nil { institutions.insert(institution) }
      let area = try AreaCode(parsing: stored).description
      if knowsAreas, !areas.contains(area),
        try facts.fact(.areas, area, on: day, as: Registry.Area.self) == nil
      {
        areas.insert(area)
      }
      let known = try facts.fact(
        .register("teams"), team, on: day, as: Registry.RegisterEntry.self)
      let place = known?.values.first { $0.field == "institution" }?.value
      if let place, place != codes[institution] { elsewhere.append(team) }
    }
  }

  var notices: [Common.Bilingual] {
    [
      notice(institutions.sorted(), zh: "登记副本中没有这些机构", en: "institutions unknown to the registry"),
      notice(areas.sorted(), zh: "登记副本中没有这些区划", en: "areas unknown to the registry"),
      notice(
        elsewhere, zh: "登记副本中这些团队属于其他机构",
        en: "teams that the registry knows at another institution"),
    ].compactMap { $0 }
  }

  private func notice(_ codes: [String], zh: String, en: String) -> Common.Bilingual? {
    guard !codes.isEmpty else { return nil }
    let list = codes.prefix(Self.shown).joined(separator: " ")
    let more = codes.count > Self.shown ? " …" : ""
    return Common.Bilingual(
      zh: "\(zh)（\(codes.count)，\(age.chinese)）：\(list)\(more)",
      en: "\(en) (\(codes.count), \(age)): \(list)\(more)")
  }
}
