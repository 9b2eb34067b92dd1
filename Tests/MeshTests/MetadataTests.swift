import Testing

@testable import Mesh

@Suite struct MetadataTests {
  @Test(arguments: ["", "A", "a b", "ä", "a:b", String(repeating: "a", count: 129)])
  func keysOutsideTheAlphabetAreRefused(_ key: String) {
    var metadata = Metadata()
    let error = #expect(throws: RPCError.self) { try metadata.append(key, "v") }
    #expect(error?.code == .invalidArgument)
    #expect(metadata.isEmpty)
  }

  @Test func theOrderStaysAndSetReplaces() throws {
    var metadata = Metadata()
    try metadata.append("a", "1")
    try metadata.append("b", "2")
    try metadata.append("a", "3")
    #expect(metadata["a"] == "1")
    #expect(metadata.entries.map(\.value) == ["1", "2", "3"])
    try metadata.set("a", "4")
    #expect(metadata.entries.map(\.value) == ["2", "4"])
    #expect(metadata["c"] == nil)
  }

  @Test func aRefusedChangeChangesNothing() throws {
    var metadata = Metadata()
    try metadata.append("a", String(repeating: "x", count: Metadata.maximumBytes - 1))
    let before = metadata
    #expect(throws: RPCError.self) { try metadata.append("b", "") }
    #expect(throws: RPCError.self) {
      try metadata.set("a", String(repeating: "x", count: Metadata.maximumBytes))
    }
    #expect(metadata == before)
    try metadata.set("a", "short")
    try metadata.append("b", "")
  }
}
