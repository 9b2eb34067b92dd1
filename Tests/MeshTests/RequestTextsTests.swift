import Messages
import Quantities
import Testing

@testable import Mesh

/// Texts that are checked on arrival and decoded later: the check must say what decoding would.
@Suite struct RequestTextsTests {
  private static func random(
    _ random: inout SeededRandom, entries: ClosedRange<Int>
  ) throws -> [UInt8] {
    var header = MeshWire.Header()
    header.version = 1
    header.kind = .request
    header.callId = random.next() >> 8
    header.method = "a/b"
    for _ in 0..<Int.random(in: entries, using: &random) {
      header.metadata.append(
        MeshWire.MetadataEntry(
          key: Bool.random(using: &random)
            ? "key-\(random.next() % 1000)" : HeaderTests.randomText(&random, maximum: 10),
          value: HeaderTests.randomText(&random, maximum: 300)))
    }
    header.idempotencyKey = HeaderTests.randomText(&random, maximum: 40)
    header.traceParent = HeaderTests.randomText(&random, maximum: 40)
    header.locale = HeaderTests.randomText(&random, maximum: 12)
    return try header.encoded()
  }

  /// With few entries, with too many, and with bytes changed at random.
  @Test(arguments: [UInt64(11), 12, 13])
  func whatPassesTheCheckIsDecodedAndNothingElse(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var texts = RequestTexts()
    var outcomes = (passed: 0, refused: 0)
    for round in 0..<3000 {
      var bytes = try RequestTextsTests.random(
        &random, entries: round % 50 == 0 ? 60...70 : 0...3)
      if round % 3 != 0, !bytes.isEmpty {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(
            truncatingIfNeeded: random.next())
        }
      }
      bytes.withUnsafeBytes { buffer in
        let view = HeaderView(buffer)
        guard view.isWellFormed else { return }
        let expected = Result { () throws(RPCError) in try RequestTextsTests.decoded(view) }
        if !isKnownUniquelyReferenced(&texts) { Issue.record("somebody keeps the texts") }
        do {
          try texts.fill(view)
          outcomes.passed += 1
          let (metadata, key, trace, locale) = (
            texts.metadata, texts.idempotencyKey, texts.traceParent, texts.locale
          )
          switch expected {
          case .success(let decoded):
            #expect(metadata == decoded.metadata, "seed \(seed) round \(round)")
            #expect([key, trace, locale] == decoded.texts, "seed \(seed) round \(round)")
          case .failure: Issue.record("seed \(seed) round \(round) passed the check only")
          }
        } catch {
          outcomes.refused += 1
          guard case .failure(let reason) = expected else {
            Issue.record("seed \(seed) round \(round) failed the check only")
            return
          }
          #expect((error as? RPCError)?.reason == reason.reason, "seed \(seed) round \(round)")
        }
      }
    }
    #expect(outcomes.passed > 300 && outcomes.refused > 300)
  }

  private struct Decoded {
    var metadata: Metadata
    var texts: [String?]
  }

  /// The plain way: decode everything, with the standard library's validation.
  private static func decoded(_ view: HeaderView) throws(RPCError) -> Decoded {
    let metadata = try view.metadata()
    var texts: [String?] = []
    for (span, limit) in [(view.idempotencyKey, 128), (view.traceParent, 128), (view.locale, 35)] {
      let bytes = Array(view.bytes[span.range])
      guard let text = String(validating: bytes, as: UTF8.self), bytes.count <= limit,
        !bytes.contains(0)
      else { throw .malformed("MESH_HEADER_TEXT", en: "", zh: "") }
      texts.append(text.isEmpty ? nil : text)
    }
    return Decoded(metadata: metadata, texts: texts)
  }

  /// A context that somebody kept is not changed by the next request.
  @Test func aKeptContextStaysAsItWas() throws {
    var random = SeededRandom(seed: 5)
    var kept: [(ServerContext, MeshWire.Header)] = []
    let method = EchoForTests.unary.descriptor
    var texts = RequestTexts()
    for _ in 0..<50 {
      var header = MeshWire.Header()
      header.version = 1
      header.kind = .request
      header.metadata = [
        MeshWire.MetadataEntry(
          key: "k", value: HeaderTests.randomText(&random, maximum: 2000))
      ]
      header.idempotencyKey = "key-\(random.next())"
      if !isKnownUniquelyReferenced(&texts) { texts = RequestTexts() }
      try header.encoded().withUnsafeBytes { try texts.fill(HeaderView($0)) }
      kept.append(
        (
          ServerContext(
            method: method, peer: Peer(identity: "p", roles: []), deadline: .after(.seconds(1)),
            texts: texts, requestBytes: 0, arrival: 0), header
        ))
    }
    for (context, header) in kept {
      #expect(context.metadata["k"] == header.metadata[0].value)
      #expect(context.idempotencyKey == header.idempotencyKey)
    }
  }

  @Test func changingOneTextLeavesTheOthers() throws {
    var metadata = Metadata()
    try metadata.append("a", "1")
    let original = ServerContext(
      method: EchoForTests.unary.descriptor, peer: Peer(identity: "p", roles: []),
      metadata: metadata, deadline: .after(.seconds(1)), idempotencyKey: "i", traceParent: "t",
      locale: "l")
    var context = original
    context.locale = "zh-CN"
    try context.metadata.append("b", "2")
    context.traceParent = nil
    #expect(context.metadata.entries.map(\.value) == ["1", "2"])
    #expect([context.idempotencyKey, context.traceParent, context.locale] == ["i", nil, "zh-CN"])
    #expect(original.metadata == metadata)
    #expect([original.idempotencyKey, original.traceParent, original.locale] == ["i", "t", "l"])
  }
}
