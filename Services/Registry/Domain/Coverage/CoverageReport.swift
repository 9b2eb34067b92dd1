import Quantities

/// Which villages lie outside every station's radius (急救服务覆盖, M41), by county.
public struct CoverageReport: Sendable {
  /// What is known of a village for this question.
  public struct Village: Sendable {
    public let code: AreaCode
    public let county: AreaCode
    public let coordinates: Coordinates?

    public init(code: AreaCode, county: AreaCode, coordinates: Coordinates?) {
      self.code = code
      self.county = county
      self.coordinates = coordinates
    }
  }

  /// The figures of a county.
  public struct County: Sendable, Hashable {
    public let code: AreaCode
    public fileprivate(set) var villages = 0
    public fileprivate(set) var covered = 0
    public fileprivate(set) var outside = 0
    /// Villages without coordinates, about which nothing can be said.
    public fileprivate(set) var unlocated = 0
    /// Distance of the farthest village outside to its nearest station; 0 when there is none.
    public fileprivate(set) var farthestMetres: UInt32 = 0

    fileprivate init(_ code: AreaCode) { self.code = code }
  }

  /// A village that no station reaches.
  public struct Outside: Sendable, Hashable {
    public let village: AreaCode
    public let county: AreaCode
    /// Position of the nearest station in the list and the distance to it; nil when there is no
    /// station at all.
    public let nearest: Nearest?

    public struct Nearest: Sendable, Hashable {
      public let station: Int
      public let metres: UInt32
    }
  }

  public let stations: [EmergencyStation]
  /// By code.
  public let counties: [County]
  /// By county and code.
  public let outside: [Outside]

  public init(villages: [Village], stations: [EmergencyStation]) {
    let index = StationIndex(stations)
    var counties: [AreaCode: County] = [:]
    var outside: [Outside] = []
    // Villages of one county follow each other nearly always.
    var county: County?
    for village in villages {
      if county?.code != village.county {
        if let done = county { counties[done.code] = done }
        county = counties[village.county] ?? County(village.county)
      }
      county?.villages += 1
      guard let coordinates = village.coordinates else {
        county?.unlocated += 1
        continue
      }
      let nearest: Outside.Nearest?
      switch index.reach(SpherePoint(coordinates)) {
      case .covered:
        county?.covered += 1
        continue
      case .outside(let station, let metres):
        nearest = Outside.Nearest(station: station, metres: metres)
      case .noStation: nearest = nil
      }
      county?.outside += 1
      let farthest = county?.farthestMetres ?? 0
      county?.farthestMetres = max(farthest, nearest?.metres ?? 0)
      outside.append(Outside(village: village.code, county: village.county, nearest: nearest))
    }
    if let done = county { counties[done.code] = done }
    self.stations = stations
    self.counties = counties.values.sorted { $0.code < $1.code }
    self.outside = outside.sorted { ($0.county, $0.village) < ($1.county, $1.village) }
  }
}
