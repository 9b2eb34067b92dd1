import Foundation
import Logging
import Quantities
import Testing

@testable import Runtime

struct LogLinesTests {
  private func lines(
    _ format: ServiceConfiguration.LogFormat, _ body: (Logger) -> Void
  ) -> [String] {
    let written = Guarded<[String]>([])
    let logger = Logger(label: "dip") { label in
      LogLines(label: label, level: .info, format: format, metadataProvider: nil) { line in
        written.withLock { $0.append(line) }
      }
    }
    body(logger)
    return written.withLock { $0 }
  }

  @Test func plainLinesAreForPeople() throws {
    let line = try #require(
      lines(.plain) { $0.notice("ready", metadata: ["pid": "12", "why": "two words"]) }.first)
    #expect(line.hasSuffix("NOTICE   dip: ready pid=12 why=\"two words\"\n"))
    #expect(line.prefix(24).last == "Z")
  }

  @Test func jsonLinesParse() throws {
    let line = try #require(
      lines(.json) { $0.error("a \"quoted\"\n\u{1}text", metadata: ["level": "x", "n": "1"]) }.first
    )
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    #expect(object["message"] == "a \"quoted\"\n\u{1}text")
    #expect(object["level"] == "error")
    #expect(object["_level"] == "x")
    #expect(object["logger"] == "dip")
  }

  @Test func lowerLevelsAreNotWritten() {
    #expect(lines(.plain) { $0.debug("no") }.isEmpty)
  }

  @Test func identityNumbersAreMasked() {
    let written = lines(.plain) {
      $0.info("id 11010519491231002X", metadata: ["x": "110105194912310021"])
    }
    #expect(!written.joined().contains("19491231"))
  }

  @Test func aMessageCannotForgeAnEntry() throws {
    let written = lines(.plain) { $0.info("a\n2026-01-01T00:00:00.000Z ERROR dip: forged") }
    #expect(written.joined().filter { $0 == "\n" }.count == 1)
  }
}
