import CSodium

/// A SHA-256 digest (摘要) of an input, a policy or a result.
public struct SHA256Digest: Sendable, Hashable {
  /// 32 bytes.
  public let bytes: [UInt8]

  fileprivate init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// The digest of these bytes.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = SHA256Hasher()
    hasher.update(Array(bytes))
    self = hasher.finish()
  }

  /// The digest of the text's UTF-8.
  public init(of text: String) { self.init(of: text.utf8) }

  /// Reads 64 lower-case hexadecimal digits.
  public init(parsing text: String) throws(Problem) {
    let digits = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: return byte - 0x30
      case 0x61...0x66: return byte - 0x57
      default: return nil
      }
    }
    guard digits.count == 64, text.utf8.count == 64 else {
      throw .malformed(
        "DIGEST_INVALID", text, zh: "摘要应为 64 位小写十六进制数字",
        en: "a digest is 64 lower-case hexadecimal digits",
        remedyZh: "请复制完整的摘要", remedyEn: "copy the whole digest")
    }
    bytes = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

extension SHA256Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(hexadecimal[Int(byte >> 4)])
      text.append(hexadecimal[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// SHA-256 of a stream of bytes.
public struct SHA256Hasher: Sendable {
  private var state = crypto_hash_sha256_state()

  public init() { crypto_hash_sha256_init(&state) }

  /// Goes on where another hasher stood, given its `saved` bytes; nil when they are not that.
  public init?(saved: [UInt8]) {
    guard saved.count == MemoryLayout<crypto_hash_sha256_state>.size else { return nil }
    withUnsafeMutableBytes(of: &state) { $0.copyBytes(from: saved) }
    guard state.count & 7 == 0 else { return nil }
  }

  /// The state as bytes, for hashing that has to survive the process. To be read on the same
  /// kind of machine only.
  public var saved: [UInt8] { withUnsafeBytes(of: state) { [UInt8]($0) } }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    crypto_hash_sha256_update(
      &state, base.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
  }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  public mutating func update(_ text: String) {
    var copy = text
    copy.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Eight bytes, little-endian: the canonical form of a number in a digest.
  public mutating func update(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { update($0) }
  }

  /// The digest of what came so far; the hasher itself may go on.
  public func finish() -> SHA256Digest {
    var copy = state
    var output = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256_final(&copy, &output)
    return SHA256Digest(unchecked: output)
  }
}
