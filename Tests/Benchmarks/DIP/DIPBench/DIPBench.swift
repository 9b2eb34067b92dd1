import Foundation

/// The DIP side of the benchmarks. Both forms load their data, say `ready`, and then answer every
/// line of standard input with one line `NANOSECONDS PROCESSOR_NANOSECONDS RESULT`, so that a runner
/// can take turns with a peer on the same data:
///
/// ```
/// dip-bench settle POLICY CASES FOLDER         writes the columns for the peer into FOLDER
///     settle THREADS | scan THREADS | compile
/// dip-bench group CATALOGUE INSTITUTIONS CASES   folder of a catalogue, registry file
///     group THREADS | classify THREADS
/// dip-bench catalogue                          a synthetic catalogue of national size
///     read | load | open
/// dip-bench measure CATALOGUE INSTITUTIONS POLICY CASES   lists of each of three years
///     measure THREADS
/// dip-bench simulate CATALOGUE INSTITUTIONS POLICY CASES
///     KEY=VALUE THREADS                        the year under its policy with one key changed
/// ```
@main struct DIPBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("settle", 5):
      try SettlementBench(
        policyFile: arguments[2], cases: Int(arguments[3]) ?? 0, folder: arguments[4]
      ).serve()
    case ("group", 5):
      try GroupingBench(
        catalogueFolder: arguments[2], institutionsFile: arguments[3],
        cases: Int(arguments[4]) ?? 0
      ).serve()
    case ("catalogue", 2):
      try CatalogueBench().serve()
    case ("measure", 6):
      try MeasurementBench(
        catalogueFolder: arguments[2], institutionsFile: arguments[3], policyFile: arguments[4],
        cases: Int(arguments[5]) ?? 0
      ).serve()
    case ("simulate", 6):
      try SimulationBench(
        catalogueFolder: arguments[2], institutionsFile: arguments[3], policyFile: arguments[4],
        cases: Int(arguments[5]) ?? 0
      ).serve()
    default:
      print("usage: dip-bench settle|group|catalogue|measure|simulate …")
      exit(64)
    }
  }
}

/// Something that was loaded and can be measured again and again.
protocol Workload {
  /// Runs a command; returns what identifies its result.
  func run(_ command: String, threads: Int) throws -> () -> String
}

extension Workload {
  func serve() throws {
    print("ready")
    fflush(nil)
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard let command = words.first else { continue }
      let threads = words.count > 1 ? Int(words[1]) ?? 1 : 1
      let clock = ContinuousClock()
      let (start, busy) = (clock.now, processorNanoseconds())
      let result = try run(command, threads: threads)
      let (seconds, attoseconds) = (clock.now - start).components
      let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
      // Turning the result into text is not part of what is measured.
      print("\(nanoseconds) \(processorNanoseconds() - busy) \(result())")
      fflush(nil)
    }
  }

  /// What all threads of this process have computed so far.
  private func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
