import Quantities

/// The code tables in force, by the insured's area and the year of discharge (各统筹区各年度编码库).
public struct CodeTables: Sendable {
  private struct Place: Hashable {
    var area: Int32
    var year: Year
  }

  /// Nil where a policy is in force whose catalogue has no code lists.
  private var tables: [Place: CodeTable?] = [:]
  private var everywhere: CodeTable?

  /// No code is checked.
  public static let none = CodeTables()

  private init() {}

  /// One table for all lists.
  public init(everywhere table: CodeTable) { everywhere = table }

  /// - Parameter places: regions and years in which a policy is in force; of several entries of one
  ///   place the last counts.
  public init(_ places: [(region: AreaCode, year: Year, table: CodeTable?)]) {
    for place in places {
      guard let area = Int32(place.region.description) else { continue }
      tables[Place(area: area, year: place.year)] = .some(place.table)
    }
  }

  /// The table of the smallest region with a policy that the area belongs to.
  func table(area: Int32, discharge day: Day) -> CodeTable? {
    if let everywhere { return everywhere }
    guard !tables.isEmpty else { return nil }
    let year = day.year
    for width: Int32 in [1, 100, 10_000] {
      if let found = tables[Place(area: area / width * width, year: year)] { return found }
    }
    return nil
  }
}
