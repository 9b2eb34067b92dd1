import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular

/// Questions about many institutions with Chinese names: search, nearest, one by code, and how fast a
/// register is imported.
struct InstitutionBench {
  let database: Database
  let day: Day

  private static let places = Array("东西南北中云山江河湖石龙凤马牛杨柳桃李金银平安和丰兴福永长新")
  private static let kinds: [(String, InstitutionKind)] = [
    ("村卫生室", .villageClinic), ("中心卫生院", .townshipHealthCentre), ("人民医院", .generalHospital),
    ("中医医院", .tcmHospital), ("社区卫生服务站", .communityHealthStation), ("口腔诊所", .clinic),
  ]

  /// Records that many institutions, spread over the townships of the nation.
  func fill(_ count: Int, townships: [AreaCode], _ writer: RegistryWriter) throws -> Int {
    var random = SeededRandom(seed: 13)
    var rows: [TableRow<DatedFact<Institution>>] = []
    let validity = try Validity(from: Day(year: 2020, month: 1, day: 1))
    for number in 0..<count {
      let name = String((0..<3).map { _ in Self.places[Int(random.integer(in: 0...29))] })
      let (suffix, kind) = Self.kinds[number % Self.kinds.count]
      let institution = try Institution(
        code: RegistryCode(parsing: "BENCH-\(1_000_000 + number)"), name: name + suffix,
        kind: kind, rating: Rating(.unrated, .unrated), ownership: .government,
        area: townships[number % townships.count],
        coordinates: Coordinates(
          longitude: Int32(random.integer(in: 80_000_000...125_000_000)),
          latitude: Int32(random.integer(in: 22_000_000...48_000_000))))
      rows.append(TableRow(row: number + 2, entry: DatedFact(institution, validity)))
    }
    var outcome = ImportOutcome()
    outcome.rowsRead = rows.count
    return try writer.importInstitutions(rows, outcome: outcome).inserted
  }

  /// Every search with a snapshot and an index of its own age, as a caller meets them; answers p50 and
  /// p99 in nanoseconds.
  func searches(_ count: Int, _ clock: (() throws -> Void) throws -> Int) throws -> String {
    let index = try database.readSync { try RegistryReader($0).institutionIndex() }
    var random = SeededRandom(seed: 17)
    let queries = ["人民医院", "rmyy", "龙凤", "lfsc", "BENCH-10123", "东西南", "中心卫生院", "yxwss"]
    var times: [Int] = []
    for _ in 0..<count {
      let query = queries[Int(random.integer(in: 0...Int64(queries.count - 1)))]
      times.append(
        try clock {
          let found = index.search(query, on: day, limit: 20)
          guard found.count <= 20 else { throw Unusable(what: query) }
        })
    }
    return percentiles(times)
  }

  func nearest(_ count: Int, _ clock: (() throws -> Void) throws -> Int) throws -> String {
    let index = try database.readSync { try RegistryReader($0).institutionIndex() }
    var random = SeededRandom(seed: 19)
    var times: [Int] = []
    for _ in 0..<count {
      let place = try Coordinates(
        longitude: Int32(random.integer(in: 80_000_000...125_000_000)),
        latitude: Int32(random.integer(in: 22_000_000...48_000_000)))
      times.append(
        try clock {
          guard index.nearest(to: place, on: day, limit: 10).count == 10 else {
            throw Unusable(what: "nearest")
          }
        })
    }
    return percentiles(times)
  }

  func points(_ count: Int, of total: Int, _ clock: (() throws -> Void) throws -> Int) throws
    -> String
  {
    var random = SeededRandom(seed: 23)
    var times: [Int] = []
    for _ in 0..<count {
      let code = try RegistryCode(
        parsing: "BENCH-\(1_000_000 + random.integer(in: 0...Int64(total - 1)))")
      times.append(
        try clock {
          let found = try database.readSync {
            try RegistryReader($0).institution(code, asOf: AsOf(day: day))
          }
          guard found?.fact.code == code else { throw Unusable(what: "\(code)") }
        })
    }
    return percentiles(times)
  }

  /// A CSV file of departments, two for each institution, read, checked and recorded.
  func departments(of count: Int, _ writer: RegistryWriter) throws -> Int {
    var text = "institution,name,kind,beds,valid_from,valid_to\n"
    for number in 0..<count {
      text += "BENCH-\(1_000_000 + number),内科,内科,\(number % 90),2021-01-01,\n"
      text += "BENCH-\(1_000_000 + number),外科,外科,,2021-01-01,\n"
    }
    var parser = TableParser(RegisterTable<Department>.self)
    try parser.append(Array(text.utf8))
    try parser.finish()
    return try writer.importEntries(parser.rows, outcome: parser.outcome).inserted
  }

  private func percentiles(_ times: [Int]) -> String {
    let sorted = times.sorted()
    return "\(sorted[sorted.count / 2]) \(sorted[min(sorted.count - 1, sorted.count * 99 / 100)])"
  }
}
