import ArgumentParser
import Glibc
import Messages
import Quantities
import RegistryDomain

/// `healthmesh registry synth-nation`.
struct NationSynthesisCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth-nation",
    abstract: "Write a made-up nation as areas.csv: the same seed gives the same file (合成全国区划).")
  @OptionGroup var output: OutputOptions
  @Option(help: "The same seed gives the same file.") var seed: UInt64 = 1
  @Option(help: "Counties.") var counties = 3_200
  @Option(help: "Townships.") var townships = 41_000
  @Option(help: "Villages.") var villages = 650_000
  @Option(help: "Write institutions.csv with emergency stations of that nation to this file, too.")
  var stationsFile: String?
  @Option(help: "Emergency stations.") var stations = 5_000
  @Argument(help: "The CSV file to write; - is standard output.") var file = "-"

  func run() throws {
    var size = NationSynthesis.Size()
    size.prefectures = max(1, min(size.prefectures, counties))
    size.provinces = min(size.provinces, size.prefectures)
    size.counties = counties
    size.townships = townships
    size.villages = villages
    let nation = try NationSynthesis(size, seed: seed)
    let progress = ProgressLine(Terminal.language("生成", "Generate"))
    try Self.writing(to: file) { write in
      try nation.write { table, rows in
        try write(table.takeBytes())
        progress.update(UInt64(rows), of: UInt64(size.rows))
      }
    }
    if let stationsFile {
      try Self.writing(to: stationsFile) { write in
        try nation.writeStations(stations) { table, _ in try write(table.takeBytes()) }
      }
    }
    progress.finish(
      "\(Figure.count(UInt64(size.rows))) \(Terminal.language("行", "rows"))")
  }

  private static func writing(
    to path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let descriptor =
      path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WholeFile.unwritable(path) }
    defer { if path != "-" { close(descriptor) } }
    try body { bytes in
      guard WholeFile.write(bytes, to: descriptor) else { throw WholeFile.unwritable(path) }
    }
  }
}
