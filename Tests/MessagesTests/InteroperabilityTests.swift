import Contract
import Foundation
import Messages
import Testing

/// Byte equality with Google's Python protobuf, both ways, for random messages of every type.
///
/// `Tests/Interop/setup.sh` installs it; without it the test is skipped.
@Suite struct InteroperabilityTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let python = root.appending(path: ".build-python/bin/python3")
  private static let seed: UInt64 = 4101

  private static var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: python.path)
  }

  @Test(.enabled(if: isInstalled, "run Tests/Interop/setup.sh"))
  func bytesAndJSONEqualGooglesPythonProtobuf() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "interop-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let descriptors = folder.appending(path: "contract.desc")
    let ours = folder.appending(path: "swift.records")
    let theirs = folder.appending(path: "python.records")
    try Data(ContractTable.descriptorSet).write(to: descriptors)
    try Data(try records()).write(to: ours)

    let script = Self.root.appending(path: "Tests/Interop/messages.py").path
    let output = try run([script, descriptors.path, ours.path, theirs.path, "\(Self.seed)"])
    #expect(output.contains("of \(allMessages.count) types agree"), "\(output)")
    try check([UInt8](try Data(contentsOf: theirs)))
  }

  private func records() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var random = RandomFields(seed: Self.seed)
    for type in allMessages {
      for _ in 0..<8 {
        let message = type.init(from: &random)
        for part in [Array(type.fullName.utf8), try message.encoded(), message.encodedJSON()] {
          withUnsafeBytes(of: UInt32(part.count).littleEndian) { bytes.append(contentsOf: $0) }
          bytes.append(contentsOf: part)
        }
      }
    }
    return bytes
  }

  private func check(_ bytes: [UInt8]) throws {
    let types: [String: any RandomMessage.Type] = Dictionary(
      uniqueKeysWithValues: allMessages.map { ($0.fullName, $0) })
    var rest = bytes[...]
    func part() -> [UInt8] {
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      defer { rest = rest.dropFirst(4 + length) }
      return Array(rest.dropFirst(4).prefix(length))
    }
    var count = 0
    while !rest.isEmpty {
      let name = String(decoding: part(), as: UTF8.self)
      let type: any RandomMessage.Type = try #require(types[name], "\(name)")
      try check(type, encoded: part(), json: part())
      count += 1
    }
    #expect(count == allMessages.count * 8)
  }

  private func check<M: RandomMessage>(_ type: M.Type, encoded: [UInt8], json: [UInt8]) throws {
    let message = try M(encoded: encoded)
    #expect(try message.encoded() == encoded, "\(M.fullName)")
    #expect(try M(json: json) == message, "\(M.fullName)")
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Self.python
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
