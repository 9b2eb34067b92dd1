internal import CSodium
import Quantities

/// One key under which personal data is kept (数据密钥): 32 random bytes with a name, from which the
/// keys of encryption, of look-up and of the check are derived (BLAKE2b key derivation), so that
/// none of them tells anything about another.
public struct DataKey: Sendable {
  /// `k` and 16 hexadecimal digits; stands beside everything that was sealed under the key.
  public let id: String
  let secret: [UInt8]
  let sealing: [UInt8]
  let lookup: [UInt8]
  /// What a database remembers of the key, to notice another one under the same name. It is
  /// derived like the other keys and says nothing about them.
  let check: [UInt8]

  static let byteCount = 32

  /// - Throws: `PRIVACY_KEY_FILE` when the name or the length is not a key's.
  init(id: String, secret: [UInt8]) throws(Problem) {
    guard secret.count == Self.byteCount, DataKey.isID(id), sodium_init() >= 0 else {
      throw .keyFile("a key is k and 16 hexadecimal digits, with 64 more for its 32 bytes")
    }
    self.id = id
    self.secret = secret
    sealing = Self.derived(1, from: secret)
    lookup = Self.derived(2, from: secret)
    check = Self.derived(3, from: secret)
  }

  /// A new key, from the system's randomness.
  static func random() throws(Problem) -> DataKey {
    guard sodium_init() >= 0 else { throw .keyFile("libsodium cannot start") }
    return try DataKey(
      id: "k" + Hexadecimal.text(randomBytes(8)), secret: randomBytes(byteCount))
  }

  static func isID(_ text: String) -> Bool {
    text.utf8.count == 17 && text.utf8.first == UInt8(ascii: "k")
      && Hexadecimal.bytes(text.dropFirst()) != nil
  }

  static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  private static func derived(_ number: UInt64, from secret: [UInt8]) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: byteCount)
    // The context is 8 bytes and part of the derivation: other programs with the same secret get
    // other keys.
    let status = crypto_kdf_derive_from_key(&key, key.count, number, "HMeshPII", secret)
    precondition(status == 0, "32 bytes from 32 bytes are within the derivation's bounds")
    return key
  }
}

/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// nil unless the text is pairs of lower-case digits.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    func value(_ digit: UInt8) -> UInt8? {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
