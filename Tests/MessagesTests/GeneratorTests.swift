import Foundation
import Testing

/// The generator refuses what the mesh does not allow, and says where.
@Suite struct GeneratorTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let compiler = "/usr/bin/protoc"

  private static var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: compiler)
  }

  /// What the plugin says to `declarations` in a file of the package healthmesh.trial.v1; their
  /// first line is line 3.
  private func answer(to declarations: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "generator-\(UUID())")
    let area = folder.appending(path: "healthmesh/trial/v1")
    try FileManager.default.createDirectory(at: area, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let header = "syntax = \"proto3\";\npackage healthmesh.trial.v1;\n"
    try (header + declarations).write(
      to: area.appending(path: "trial.proto"), atomically: true, encoding: .utf8)
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: Self.compiler)
    process.currentDirectoryURL = folder
    let plugin = Self.root.appending(path: "Shared/Proto/generator/protoc-gen-healthmesh").path
    process.arguments = [
      "-I.", "--plugin=protoc-gen-healthmesh=\(plugin)", "--healthmesh_out=.",
      "healthmesh/trial/v1/trial.proto",
    ]
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test(
    .enabled(if: isInstalled, "apt-get install protobuf-compiler"),
    arguments: [
      ("message A {\n  optional string x = 1;\n}", ":4:3: x: `optional`"),
      ("message A {\n  string y = 2;\n  double x = 1;\n}", ":5:3: x: no floating point"),
      ("message A {\n  map<string, string> x = 1;\n}", ":4:3: x: `map`"),
      ("message A {\n  repeated int64 x = 1;\n}", ":4:3: x: a repeated number says"),
      ("message A { B b = 1; }\nmessage B { repeated A a = 1; }", ":3:1: A: recursive"),
      ("message A { string Name = 1; }", ":3:13: Name: field names are snake_case"),
      ("message A { string base = 1; }", ":3:13: base: the name is taken"),
      ("message String { string x = 1; }", ":3:1: String: the name is taken by Swift"),
      ("enum E { E_NONE = 0; }", ":3:1: E: the value 0 ends in _UNSPECIFIED"),
      ("enum E { E_UNSPECIFIED = 0; E_MINUS = -1; }", ":3:29: E_MINUS: enum values"),
      (
        "message A {}\nservice S {\n  // Limits: timeout 5 minutes.\n  rpc M(A) returns (A);\n}",
        ":6:3: M: expected `Limits:"
      ),
    ])
  func refusals(_ declarations: String, _ reason: String) throws {
    let answer = try answer(to: declarations)
    #expect(answer.contains("healthmesh/trial/v1/trial.proto\(reason)"), "\(answer)")
  }

  @Test(.enabled(if: isInstalled, "apt-get install protobuf-compiler"))
  func everythingElseIsAccepted() throws {
    let declarations = """
      enum Kind { KIND_UNSPECIFIED = 0; KIND_IN = 1; }
      message Case {
        message Default { bytes where = 1; }
        oneof value { string text = 1; Default default = 2; Kind kind = 3; int64 in = 4; }
        repeated Kind kinds = 5 [packed = true];
        repeated bool flags = 6 [packed = true];
        repeated bytes blobs = 7;
      }
      service Trials {
        // Does it.
        //
        // Limits: timeout 300 s, request 16 MiB.
        rpc Repeat(Case) returns (Case);
      }
      """
    #expect(try answer(to: declarations) == "")
  }
}
