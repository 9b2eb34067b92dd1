import Quantities
import Tabular

/// A made-up nation as areas.csv, for trying out what the registry does at full size (合成全国区划): the
/// same seed gives the same bytes, on every machine.
///
/// Codes begin with numbers that GB/T 2260 gives to nobody. Areas come in the order of their codes,
/// as an export writes them. Residents add up: a township has those of its villages, and so on up.
public struct NationSynthesis: Sendable {
  /// How many areas of each level there are.
  public struct Size: Sendable, Hashable {
    public var provinces = 34
    public var prefectures = 333
    public var counties = 3_200
    public var townships = 41_000
    public var villages = 650_000

    public init() {}

    public var rows: Int { provinces + prefectures + counties + townships + villages }
  }

  public let size: Size
  private let seed: UInt64
  private let day: Day

  /// Two-digit codes of provinces that the standard leaves free.
  private static let provinceCodes =
    Array(16...20) + Array(24...30) + Array(66...70) + Array(72...98)
  private static let year = 2024

  /// Throws `REGISTRY_SYNTHESIS_SIZE` when codes would run out.
  public init(_ size: Size = Size(), seed: UInt64) throws(Problem) {
    func fits(_ count: Int, _ above: Int, _ limit: Int) -> Bool {
      count >= above && count <= above * limit
    }
    guard (1...Self.provinceCodes.count).contains(size.provinces),
      fits(size.prefectures, size.provinces, 90), fits(size.counties, size.prefectures, 90),
      fits(size.townships, size.counties, 290), fits(size.villages, size.townships, 790)
    else {
      throw Problem(
        .invalidInput, "REGISTRY_SYNTHESIS_SIZE", zh: "各级区划数量不合理：上级不多于下级，且代码须够用",
        en: "the numbers do not fit: no more areas above than below, and codes for all",
        remedyZh: "请使用默认规模，或按比例缩小", remedyEn: "use the default size, or scale it down")
    }
    self.size = size
    self.seed = seed
    day = try Day(year: 2020, month: 1, day: 1)
  }

  /// Writes the nation province by province; `take` hears how many rows there are so far, and takes
  /// the bytes.
  public func write(_ take: (inout TableWriter<AreaTable>, _ rows: Int) throws -> Void) throws {
    var writer = TableWriter(AreaTable.self)
    var rows = 0
    var part = Part(nation: self)
    for province in 0..<size.provinces {
      for area in try part.province(province) {
        writer.write(DatedFact(area, try Validity(from: day)))
        rows += 1
        // The rows of a province are some megabytes; they go out in smaller pieces.
        if rows.isMultiple(of: 4096) { try take(&writer, rows) }
      }
    }
    try take(&writer, rows)
  }

  /// Emergency stations spread over the nation, as institutions.csv.
  public func writeStations(
    _ count: Int, _ take: (inout TableWriter<InstitutionTable>, _ rows: Int) throws -> Void
  ) throws {
    var writer = TableWriter(InstitutionTable.self)
    var random = SeededRandom(seed: seed ^ 0x5354_4154_494F_4E53)
    var part = Part(nation: self)
    var done = 0
    for province in 0..<size.provinces {
      let areas = try part.province(province).filter { $0.kind.level == .township }
      let share = Self.share(count, among: size.provinces, province).count
      for _ in 0..<share where !areas.isEmpty {
        let seat = areas[Int(random.integer(in: 0...Int64(areas.count - 1)))]
        done += 1
        let number = String(done)
        let code = "SYN-" + String(repeating: "0", count: max(6 - number.utf8.count, 0)) + number
        writer.write(
          DatedFact(
            try Institution(
              code: RegistryCode(parsing: code), name: "\(seat.name)急救站（合成）",
              kind: .emergencyStation, rating: Rating(.unrated, .unrated), ownership: .government,
              area: seat.code, coordinates: seat.coordinates), try Validity(from: day)))
      }
      try take(&writer, done)
    }
  }

  /// Item `index` of a number shared out as evenly as whole numbers allow: where it begins and how
  /// many it has.
  static func share(_ total: Int, among parts: Int, _ index: Int) -> (first: Int, count: Int) {
    let first = total * index / parts
    return (first, total * (index + 1) / parts - first)
  }
}

extension NationSynthesis {
  /// Makes the areas of one province after the other.
  private struct Part {
    let nation: NationSynthesis
    private var areas: [Area] = []

    init(nation: NationSynthesis) { self.nation = nation }

    /// A province with all below it, in the order of codes.
    mutating func province(_ number: Int) throws -> [Area] {
      areas.removeAll(keepingCapacity: true)
      let size = nation.size
      var random = SeededRandom(seed: nation.seed &* 0x9E37_79B9 &+ UInt64(number))
      let code = NationSynthesis.provinceCodes[number] * 10_000_000_000
      let centre = (
        longitude: 84_000_000 + Int64(number % 7) * 6_500_000,
        latitude: 22_500_000 + Int64(number / 7) * 5_000_000
      )
      let place = areas.count
      try add(code, "合成\(number + 1)省", .province, nil, centre)
      let prefectures = share(size.prefectures, size.provinces, number)
      var residents: Int64 = 0
      for index in 0..<prefectures.count {
        residents += try prefecture(
          prefectures.first + index, code + (index + 1) * 100_000_000, code, centre, &random)
      }
      try count(place, residents)
      return areas
    }

    private mutating func prefecture(
      _ number: Int, _ code: Int, _ parent: Int, _ around: (Int64, Int64),
      _ random: inout SeededRandom
    ) throws -> Int64 {
      let centre = Self.near(around, 2_500_000, &random)
      let place = areas.count
      try add(code, "合成\(number + 1)市", .prefectureCity, parent, centre)
      let counties = share(nation.size.counties, nation.size.prefectures, number)
      var residents: Int64 = 0
      for index in 0..<counties.count {
        residents += try county(
          counties.first + index, code + (index + 1) * 1_000_000, code, centre, &random)
      }
      try count(place, residents)
      return residents
    }

    private mutating func county(
      _ number: Int, _ code: Int, _ parent: Int, _ around: (Int64, Int64),
      _ random: inout SeededRandom
    ) throws -> Int64 {
      let centre = Self.near(around, 800_000, &random)
      let place = areas.count
      try add(code, "合成\(number + 1)县", .county, parent, centre)
      let townships = share(nation.size.townships, nation.size.counties, number)
      var residents: Int64 = 0
      for index in 0..<townships.count {
        residents += try township(
          townships.first + index, code + (index + 100) * 1_000, code, centre, &random)
      }
      try count(place, residents)
      return residents
    }

    private mutating func township(
      _ number: Int, _ code: Int, _ parent: Int, _ around: (Int64, Int64),
      _ random: inout SeededRandom
    ) throws -> Int64 {
      let centre = Self.near(around, 250_000, &random)
      let place = areas.count
      try add(code, "第\(number + 1)镇", .town, parent, centre)
      let villages = share(nation.size.villages, nation.size.townships, number)
      var residents: Int64 = 0
      for index in 0..<villages.count {
        let people = random.integer(in: 80...2_600)
        residents += people
        try add(
          code + index + 200, "第\(villages.first + index + 1)村", .village, code,
          Self.near(centre, 60_000, &random))
        try count(areas.count - 1, people)
      }
      try count(place, residents)
      return residents
    }

    private func share(_ total: Int, _ parts: Int, _ index: Int) -> (first: Int, count: Int) {
      NationSynthesis.share(total, among: parts, index)
    }

    /// A place within some micro-degrees of another one.
    private static func near(
      _ place: (Int64, Int64), _ spread: Int64, _ random: inout SeededRandom
    ) -> (Int64, Int64) {
      (
        place.0 + random.integer(in: -spread...spread),
        place.1 + random.integer(in: -spread...spread)
      )
    }

    private mutating func add(
      _ code: Int, _ name: String, _ kind: AreaKind, _ parent: Int?, _ place: (Int64, Int64)
    ) throws {
      areas.append(
        try Area(
          code: AreaCode(parsing: String(code)), name: name, kind: kind,
          parent: parent.map { code throws(Problem) in try AreaCode(parsing: String(code)) },
          coordinates: Coordinates(
            longitude: Int32(clamping: place.0), latitude: Int32(clamping: place.1))))
    }

    private mutating func count(_ place: Int, _ residents: Int64) throws {
      areas[place] = try areas[place].counted(
        Area.Population(residents: residents, year: NationSynthesis.year))
    }
  }
}
