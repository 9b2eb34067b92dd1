import Messages
import Quantities
import Testing

@testable import Mesh

/// The hand-written header codec against the generated one.
@Suite struct HeaderTests {
  static func randomText(_ random: inout SeededRandom, maximum: Int) -> String {
    let alphabet = Array("abcXYZ019-_./:äß医保结算😀")
    return String(
      (0..<Int.random(in: 0...maximum, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      })
  }

  static func randomNumber(_ random: inout SeededRandom) -> UInt64 {
    random.next() >> UInt64.random(in: 0...63, using: &random)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func aRequestIsReadByTheGeneratedCodec(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var writer = HeaderWriter()
    for round in 0..<500 {
      var metadata = Metadata()
      for number in 0..<Int.random(in: 0...5, using: &random) {
        try metadata.append("key-\(number)", HeaderTests.randomText(&random, maximum: 40))
      }
      var expected = MeshWire.Header()
      expected.version = 1
      expected.kind = .init(rawValue: Int32.random(in: 1...9, using: &random))
      expected.callId = HeaderTests.randomNumber(&random)
      expected.method = HeaderTests.randomText(&random, maximum: 60)
      expected.timeoutUs = HeaderTests.randomNumber(&random)
      expected.metadata = metadata.entries.map {
        MeshWire.MetadataEntry(key: $0.key, value: $0.value)
      }
      expected.idempotencyKey = HeaderTests.randomText(&random, maximum: 20)
      expected.traceParent = HeaderTests.randomText(&random, maximum: 60)
      expected.locale = HeaderTests.randomText(&random, maximum: 8)
      expected.sequence = HeaderTests.randomNumber(&random)
      expected.creditItems = UInt32(truncatingIfNeeded: random.next())
      expected.creditBytes = HeaderTests.randomNumber(&random)
      let kind = try #require(FrameKind(rawValue: UInt64(expected.kind.rawValue)))

      writer.begin(kind, callID: expected.callId)
      writer.text(4, expected.method)
      writer.number(5, expected.timeoutUs)
      writer.metadata(metadata)
      writer.text(7, expected.idempotencyKey)
      writer.text(8, expected.traceParent)
      writer.text(9, expected.locale)
      writer.number(10, expected.sequence)
      writer.number(11, UInt64(expected.creditItems))
      writer.number(12, expected.creditBytes)
      let written = Array(writer.bytes)
      #expect(written == (try expected.encoded()), "seed \(seed) round \(round)")

      let readMetadata = try written.withUnsafeBytes { try HeaderView($0).metadata() }
      #expect(readMetadata == metadata)
      written.withUnsafeBytes { bytes in
        let view = HeaderView(bytes)
        #expect(view.isWellFormed)
        #expect(view.version == 1)
        #expect(view.kind == kind)
        #expect(view.callID == expected.callId)
        #expect(view.bytes.text(view.method) == expected.method)
        #expect(view.timeoutMicroseconds == expected.timeoutUs)
        #expect(view.bytes.text(view.idempotencyKey) == expected.idempotencyKey)
        #expect(view.bytes.text(view.traceParent) == expected.traceParent)
        #expect(view.bytes.text(view.locale) == expected.locale)
        #expect(view.sequence == expected.sequence)
        #expect(view.creditItems == UInt64(expected.creditItems))
        #expect(view.creditBytes == expected.creditBytes)
        #expect(view.status == nil)
      }
    }
  }

  @Test(arguments: [UInt64(4), 5])
  func aStatusGoesBothWays(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var writer = HeaderWriter()
    for round in 0..<500 {
      let code = try #require(StatusCode(rawValue: Int32.random(in: 1...16, using: &random)))
      let error = RPCError(
        code, reason: HeaderTests.randomText(&random, maximum: 20),
        zh: HeaderTests.randomText(&random, maximum: 60),
        en: HeaderTests.randomText(&random, maximum: 60),
        remedyZh: HeaderTests.randomText(&random, maximum: 60),
        remedyEn: HeaderTests.randomText(&random, maximum: 60),
        details: (0..<Int.random(in: 0...4, using: &random)).map { _ in
          RPCError.Detail(
            key: HeaderTests.randomText(&random, maximum: 10),
            value: HeaderTests.randomText(&random, maximum: 30))
        })
      writer.begin(.end, callID: 7)
      writer.status(error)
      let written = Array(writer.bytes)
      let generated = try MeshWire.Header(encoded: written)
      #expect(generated.status?.code == UInt32(code.rawValue))
      #expect(generated.status?.reason == error.reason)
      #expect(generated.status?.messageZh == error.messageZh)
      #expect(generated.status?.remedyEn == error.remedyEn)
      #expect(generated.status?.details.map(\.value) == error.details.map(\.value))
      #expect(try generated.encoded() == written, "seed \(seed) round \(round)")
      written.withUnsafeBytes { #expect(HeaderView($0).error() == error) }
    }
  }

  @Test func aStatusThatDoesNotFitLosesItsDetailsFirst() {
    var writer = HeaderWriter()
    let long = String(repeating: "长", count: 4000)
    for (message, details) in [("short", long), (long, long)] {
      writer.begin(.response, callID: 1)
      writer.status(
        RPCError(
          .internalError, reason: "R", zh: message, en: message,
          details: [.init(key: "k", value: details), .init(key: "l", value: details)]))
      let isOverfull = writer.isOverfull
      #expect(!isOverfull)
      let error = HeaderView(writer.bytes).error()
      #expect(error?.code == .internalError)
      #expect(error?.reason == "R")
      #expect(error?.details == [])
    }
  }

  @Test func unknownFieldsOfALaterVersionAreSkipped() throws {
    var bytes = try MeshWire.Header(version: 1, kind: .init(rawValue: 8), callId: 3).encoded()
    // Field 20 as varint, 21 as text, 22 as 4 bytes, 23 as 8 bytes.
    bytes += [0xA0, 0x01, 5, 0xAA, 0x01, 2, 65, 66, 0xB5, 0x01, 1, 2, 3, 4]
    bytes += [0xB9, 0x01, 1, 2, 3, 4, 5, 6, 7, 8]
    bytes.withUnsafeBytes { bytes in
      let view = HeaderView(bytes)
      #expect(view.isWellFormed)
      #expect(view.kind == .ping)
      #expect(view.callID == 3)
    }
  }

  @Test(
    arguments: [
      [0x08], [0x18, 0x80], [0x22, 5, 65], [0x00, 1], [0x1C], [0x0B],
      [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], [0x0A, 1, 65],
      [0x6A, 0, 0x6A, 0],
    ] as [[UInt8]])
  func malformedHeadersAreRefused(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { #expect(!HeaderView($0).isWellFormed) }
  }
}
