import Quantities
import Testing

@Suite struct SHA256DigestTests {
  /// FIPS 180-4 examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedExamples(text: String, digest: String) throws {
    #expect(SHA256Digest(of: text).description == digest)
    #expect(try SHA256Digest(parsing: digest) == SHA256Digest(of: text))
  }

  @Test func aStreamEqualsTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256Hasher()
    for start in stride(from: 0, to: 1000, by: 77) {
      hasher.update(Array(bytes[start..<min(start + 77, 1000)]))
    }
    #expect(hasher.finish() == SHA256Digest(of: bytes))
    // Reading a digest does not end the stream.
    hasher.update(1)
    #expect(hasher.finish() == SHA256Digest(of: bytes + [1, 0, 0, 0, 0, 0, 0, 0]))
  }

  @Test(arguments: [
    "", "abc", String(repeating: "G", count: 64), String(repeating: "a", count: 65),
  ])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try SHA256Digest(parsing: text) }
  }
}
