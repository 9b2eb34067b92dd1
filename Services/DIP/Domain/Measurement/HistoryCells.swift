import Quantities

/// Where each list of a year counts: the cell of its institution's level and its pool, or nowhere.
struct HistoryCells: Sendable {
  /// Marks a list that takes no part.
  static let none: UInt8 = .max

  /// Cell of each list: level × pools + pool.
  private(set) var ofList: [UInt8]
  private(set) var elsewhere = 0
  private(set) var otherPools = 0

  /// - Throws: `DIP_INSTITUTION_UNKNOWN`.
  init(_ year: ScoreHistory.Year, region: AreaCode, pools: [String]) throws(Problem) {
    let places = try InstitutionPlaces(
      codes: year.lists.institutionCodes, institutions: year.institutions, funded: [],
      region: region)
    let levels = places.members.map { UInt8($0.level) }
    let employee = pools.firstIndex(of: InsuranceType.employee.code)
    let resident = pools.firstIndex(of: InsuranceType.resident.code)
    ofList = []
    ofList.reserveCapacity(year.lists.count)
    for index in 0..<year.lists.count {
      let member = places.ofList[Int(year.lists.institutions[index])]
      guard member != InstitutionPlaces.elsewhere else {
        elsewhere += 1
        ofList.append(Self.none)
        continue
      }
      guard let pool = year.lists.insurances[index] == .employee ? employee : resident else {
        otherPools += 1
        ofList.append(Self.none)
        continue
      }
      ofList.append(levels[Int(member)] * UInt8(pools.count) + UInt8(pool))
    }
  }
}
