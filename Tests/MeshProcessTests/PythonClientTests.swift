import Foundation
import MeshZeroMQ
import Messages
import Testing

/// The Python of the tests' own environment, which has pyzmq and protobuf.
enum PythonClient {
  static let program = SampleData.root.appending(path: ".build-python/bin/python")

  static let isInstalled: Bool = {
    guard FileManager.default.isExecutableFile(atPath: program.path) else { return false }
    return (try? run(["-c", "import zmq, google.protobuf"]).status) == 0
  }()

  /// Runs a program to its end; what it printed, and its exit code.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: [UInt8], error: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    // Little is printed, so that neither pipe fills while the other is read.
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, [UInt8](printed), String(decoding: complaint, as: UTF8.self))
  }

  /// A script of Tests/Interop on a thread of its own.
  static func script(
    _ name: String, _ arguments: [String]
  ) async throws -> (status: Int32, output: [UInt8], error: String) {
    let path = SampleData.root.appending(path: "Tests/Interop/\(name)").path
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try run(["-B", path] + arguments) })
      }
    }
  }
}

extension MeshProcessTests {
  @Test(
    "The demo line by Python with nothing but pyzmq and the .proto files, over CURVE",
    .enabled(
      if: PythonClient.isInstalled,
      "needs .build-python with pyzmq: run Deploy/setup/install.sh test"))
  func demoLineByPython() async throws {
    try await RunningMesh.with { mesh in
      let lists = "\(mesh.root)/lists.csv"
      try Data(try SampleData.lists(2_000, seed: 7)).write(to: URL(filePath: lists))
      let keys = ["--server-key", mesh.serverKeyFile, "--key"]

      let answer = try await PythonClient.script(
        "demo_line.py",
        [mesh.bureauDoor, SampleData.root.appending(path: "Deploy").path, lists]
          + keys + [mesh.bureauKeyFile])
      try #require(answer.status == 0, "\(answer.error.suffix(2000))")
      let said = try JSONValue(parsing: answer.output)
      #expect(said["conserved"].isTrue)
      #expect(said["repeated"].isTrue)
      #expect(said["explained"].isTrue)
      #expect(said["rows_read"].number == 2_000)

      // The statement that the bureau's tool prints is the one that HTTP shows.
      let tool = try await PythonClient.script(
        "bureau_statement.py", [mesh.bureauDoor, SampleData.region] + keys + [mesh.bureauKeyFile])
      try #require(tool.status == 0, "\(tool.error.suffix(2000))")
      let statement = try JSONValue(parsing: tool.output)
      let shown = try await DemoLine(http: mesh.http).call(
        "healthmesh.dip.v1.DipSettlement/GetStatement", #"{"region":"\#(SampleData.region)"}"#)
      #expect(statement["results_digest"] == said["results_digest"])
      #expect(statement["results_digest"] == shown["run"]["resultsDigest"])
      #expect(
        statement["institutions"].items.map { $0["due_fen"].number }
          == shown["rows"].items.map { $0["dueFen"].number })

      // A key that the door does not know gets no answer at all.
      let stranger = "\(mesh.root)/stranger.key"
      try CurveKeyPair.generate().save(to: stranger)
      let refused = try await PythonClient.script(
        "bureau_statement.py",
        [mesh.bureauDoor, SampleData.region, "--timeout", "1.5"] + keys + [stranger])
      #expect(refused.status == 69)
      #expect(refused.output.isEmpty)
    }
  }
}
