import DIPDomain
import DIPReference
import Foundation

/// `dip-crosscheck CATALOGUE [cases] [policies] [seed]`: the settlement against a second, naive
/// implementation, over random cases under random policies. Exit code 1 and the first difference when
/// they disagree.
@main enum CrossCheck {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      print("usage: dip-crosscheck CATALOGUE [cases] [policies] [seed]")
      exit(64)
    }
    let cases = arguments.count > 2 ? Int(arguments[2]) ?? 100_000 : 100_000
    let policies = arguments.count > 3 ? UInt64(arguments[3]) ?? 20 : 20
    let seed = arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1
    let folder = URL(filePath: arguments[1])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".csv") }
      .map {
        CatalogueFile(name: $0, content: [UInt8](try Data(contentsOf: folder.appending(path: $0))))
      }
    guard let catalogue = CatalogueReader.read(files).catalogue else {
      print("the catalogue is refused")
      exit(65)
    }
    let comparison = try Comparison(catalogue, cases: cases, seed: seed)
    try await withThrowingTaskGroup(of: (UInt64, Int).self) { group in
      var waiting = (seed..<seed + policies).makeIterator()
      func start() {
        guard let policy = waiting.next() else { return }
        group.addTask { (policy, try comparison.check(policy: policy, threads: 2)) }
      }
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
      do {
        while let (policy, grouped) = try await group.next() {
          print("policy \(policy): \(cases) cases agree, \(grouped) of them with a group")
          start()
        }
      } catch let error as Comparison.Disagreement {
        print(error)
        exit(1)
      }
    }
  }
}
