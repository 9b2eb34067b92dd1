import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// All institutions of the present knowledge at any time, by code and first day.
  public func institutionIndex() throws -> InstitutionIndex {
    InstitutionIndex(try present(Condition()))
  }

  /// Brings an index up to date that knows everything up to a change.
  public func update(_ index: inout InstitutionIndex, since recorded: Int64) throws {
    var codes: Set<RegistryCode> = []
    for column in ["recorded", "superseded"] {
      try connection.forEach("SELECT code FROM institution WHERE \(column) > $1", [recorded]) {
        codes.insert(try RegistryCode(parsing: $0.text(0)))
      }
    }
    for code in codes.sorted() {
      var condition = Condition()
      condition.add("institution.code = ?", code.text)
      index.replace(code, with: try present(condition))
    }
    if index.isWorn { index = try institutionIndex() }
  }

  /// The codes of an area and everything below it on a day.
  public func subtree(of root: AreaCode, on day: Day) throws -> Set<AreaCode> {
    var codes: Set<AreaCode> = [root]
    var condition = Condition()
    condition.add("area", asOf: AsOf(day: day))
    condition.add("area.code", inSubtreeOf: root, asOf: AsOf(day: day))
    try connection.forEach(
      "SELECT area.code FROM area WHERE \(condition.sql)", condition.arguments
    ) { codes.insert(try AreaCode(parsing: $0.text(0))) }
    return codes
  }

  /// Pairs of institutions on a day that may be the same.
  public func possibleDuplicates(
    in area: AreaCode?, on day: Day, similarity: Int, metres: UInt32
  ) throws -> DuplicateReport {
    var condition = Condition()
    condition.add("institution", asOf: AsOf(day: day))
    if let area { condition.add("institution.area", inSubtreeOf: area, asOf: AsOf(day: day)) }
    return DuplicateReport(
      try InstitutionRows.versions(
        where: condition, order: "institution.code", in: connection
      ).map(\.fact), similarity: similarity, metres: metres)
  }

  private func present(_ further: Condition) throws -> [DatedFact<Institution>] {
    var condition = further
    condition.add("institution.superseded IS NULL")
    return try InstitutionRows.versions(
      where: condition, order: "institution.code, institution.valid_from", in: connection
    ).map { DatedFact($0.fact, $0.validity) }
  }
}
