import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular

/// The registry's side of the benchmarks: makes a nation and its emergency stations, says `ready`, and
/// answers every line of standard input with one line `NANOSECONDS PROCESSOR_NANOSECONDS RESULT`:
///
/// ```
/// registry-bench FOLDER VILLAGES STATIONS
///     import            areas.csv into a new database FOLDER/registry.sqlite, durable
///     stations          institutions.csv into it
///     points N          N areas by code on a day; answers p50 and p99 in nanoseconds
///     subtree N         the areas of N counties, with all that lies in them; answers their number
///     coverage          villages that no station reaches
///     institutions N    N institutions with Chinese names
///     departments N     a CSV file with two departments for each of N institutions
///     institution N     N institutions by code on a day; answers p50 and p99 in nanoseconds
///     search N          N searches by name, initials and code; p50 and p99
///     nearest N         N times the ten nearest to a place; p50 and p99
///     memory            most bytes that were ever resident
/// ```
@main struct RegistryBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let villages = Int(arguments[2]), let stations = Int(arguments[3])
    else {
      print("usage: registry-bench FOLDER VILLAGES STATIONS")
      exit(64)
    }
    try NationBench(folder: arguments[1], villages: villages, stations: stations).serve()
  }
}

final class NationBench {
  private let folder: URL
  private let day: Day
  private var database: Database?
  private var codes: [AreaCode] = []
  private var institutionCount = 0

  init(folder: String, villages: Int, stations: Int) throws {
    self.folder = URL(filePath: folder, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(
      at: self.folder, withIntermediateDirectories: true)
    day = try Day(year: 2025, month: 6, day: 30)
    var size = NationSynthesis.Size()
    // Smaller nations are for trying out.
    size.townships = min(size.townships, max(size.counties, villages / 15))
    size.villages = villages
    let nation = try NationSynthesis(size, seed: 1)
    try write("areas.csv") { file in
      try nation.write { table, _ in try file.write(contentsOf: table.takeBytes()) }
    }
    try write("stations.csv") { file in
      try nation.writeStations(stations) { table, _ in try file.write(contentsOf: table.takeBytes())
      }
    }
  }

  private func write(_ name: String, _ body: (FileHandle) throws -> Void) throws {
    let path = folder.appending(path: name).path
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Unusable(what: path) }
    try body(file)
    try file.close()
  }

  func serve() throws {
    print("ready")
    fflush(nil)
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard let command = words.first else { continue }
      let count = words.count > 1 ? Int(words[1]) ?? 1 : 1
      let clock = ContinuousClock()
      let (start, busy) = (clock.now, processorNanoseconds())
      let result = try run(command, count)
      print("\(nanoseconds(clock.now - start)) \(processorNanoseconds() - busy) \(result)")
      fflush(nil)
    }
  }

  private func run(_ command: String, _ count: Int) throws -> String {
    switch command {
    case "import": try importAreas()
    case "stations": try importStations()
    case "points": try points(count)
    case "subtree": try subtrees(count)
    case "coverage": try coverage()
    case "institutions": try institutions(count)
    case "departments": try departments(count)
    case "institution": try many().points(count, of: institutionCount, timed)
    case "search": try many().searches(count, timed)
    case "nearest": try many().nearest(count, timed)
    case "memory": try memory()
    default: throw Unusable(what: command)
    }
  }

  private func importAreas() throws -> String {
    try database?.close()
    for name in ["registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"] {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
    let database = try Database.open(
      path: folder.appending(path: "registry.sqlite").path, migrations: RegistryMigrations.all)
    self.database = database
    var parser = TableParser(AreaTable.self)
    try parser.read(FileSource(path: folder.appending(path: "areas.csv").path))
    var plan = AreaImport(parser.rows, outcome: parser.outcome)
    codes = parser.rows.map(\.entry.fact.code)
    while !plan.isDone {
      plan = try write(database) { try $0.importAreas(batchOf: plan) }
    }
    return "\(plan.outcome.inserted)"
  }

  private func importStations() throws -> String {
    guard let database else { throw Unusable(what: "import first") }
    var parser = TableParser(InstitutionTable.self)
    try parser.read(FileSource(path: folder.appending(path: "stations.csv").path))
    let outcome = try write(database) {
      try $0.importInstitutions(parser.rows, outcome: parser.outcome)
    }
    return "\(outcome.inserted)"
  }

  private func write<T>(
    _ database: Database, _ body: (RegistryWriter) throws -> T
  ) throws -> T {
    try database.writeSync { transaction in
      try body(
        RegistryWriter(
          transaction, outbox: database.outbox,
          encoder: EventEncoder(payloadType: "bench") { Array("\($0.codes)".utf8) },
          rules: .published, actor: "bench", at: .now()))
    }
  }

  /// Each point is a read of its own, as a caller's is.
  private func points(_ count: Int) throws -> String {
    guard let database else { throw Unusable(what: "import first") }
    var random = SeededRandom(seed: 7)
    let clock = ContinuousClock()
    var times: [Int] = []
    for _ in 0..<count {
      let code = codes[Int(random.integer(in: 0...Int64(codes.count - 1)))]
      let start = clock.now
      let found = try database.readSync {
        try RegistryReader($0).area(code, asOf: AsOf(day: day))
      }
      times.append(nanoseconds(clock.now - start))
      guard found?.fact.code == code else { throw Unusable(what: "\(code) is not found") }
    }
    times.sort()
    return "\(times[count / 2]) \(times[min(count - 1, count * 99 / 100)])"
  }

  private func subtrees(_ count: Int) throws -> String {
    guard let database else { throw Unusable(what: "import first") }
    let counties = codes.filter { $0.level == .county }
    var random = SeededRandom(seed: 11)
    var found = 0
    for _ in 0..<count {
      var filter = RegistryReader.AreaFilter()
      filter.subtree = counties[Int(random.integer(in: 0...Int64(counties.count - 1)))]
      found += try database.readSync { connection in
        try RegistryReader(connection)
          .areas(filter, asOf: AsOf(day: day), page: Page(limit: 100_000)).count
      }
    }
    return "\(found)"
  }

  private func coverage() throws -> String {
    guard let database else { throw Unusable(what: "import first") }
    let answer = try database.readSync { connection in
      try RegistryReader(connection)
        .emergencyCoverage(in: nil, asOf: AsOf(day: day), radiusMetres: 10_000)
    }
    let villages = answer.report.counties.reduce(0) { $0 + $1.villages }
    return "\(villages) \(answer.report.stations.count) \(answer.report.outside.count)"
  }

  private func many() throws -> InstitutionBench {
    guard let database else { throw Unusable(what: "import first") }
    return InstitutionBench(database: database, day: day)
  }

  private func institutions(_ count: Int) throws -> String {
    let many = try many()
    institutionCount = count
    let townships = codes.filter { $0.level == .township }
    return "\(try write(many.database) { try many.fill(count, townships: townships, $0) })"
  }

  private func departments(_ count: Int) throws -> String {
    let many = try many()
    return "\(try write(many.database) { try many.departments(of: count, $0) })"
  }

  private func timed(_ body: () throws -> Void) throws -> Int {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return nanoseconds(clock.now - start)
  }

  private func memory() throws -> String {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return "\(usage.ru_maxrss * 1024)"
  }

  private func nanoseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// What all threads of this process have computed so far.
  private func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

struct Unusable: Error {
  let what: String
}
