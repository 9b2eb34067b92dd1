import CSodium
import Glibc
import Quantities

/// The key under which identity numbers are hashed (身份号码散列密钥): a file of 32 bytes in the data
/// folder, made on first use and readable by its owner alone.
///
/// The database keeps only the keyed hash (BLAKE2b-256) and the masked form, so whoever has the
/// database without the key cannot find a number by trying all of them.
public struct IdentityKey: Sendable {
  private let bytes: [UInt8]

  private static let byteCount = 32

  /// Exactly 32 bytes.
  public init(bytes: [UInt8]) throws(Problem) {
    guard bytes.count == Self.byteCount else {
      throw Self.unusable("密钥应为 32 字节", "a key has 32 bytes", reason: "\(bytes.count) bytes")
    }
    self.bytes = bytes
  }

  /// Reads the key file, or makes it when there is none.
  public static func load(path: String) throws(Problem) -> IdentityKey {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return try create(path: path) }
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & 0o077 == 0 else {
      throw unusable(
        "密钥文件可被他人读取", "others can read the key file", reason: "chmod 600 \(path)")
    }
    var buffer = [UInt8](repeating: 0, count: byteCount + 1)
    let count = read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw unreadable(path) }
    return try IdentityKey(bytes: Array(buffer.prefix(count)))
  }

  private static func create(path: String) throws(Problem) -> IdentityKey {
    guard sodium_init() >= 0 else {
      throw unusable("libsodium 无法初始化", "libsodium cannot start", reason: "sodium_init")
    }
    var key = [UInt8](repeating: 0, count: byteCount)
    randombytes_buf(&key, byteCount)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    // Residents hashed under a key that a power cut swallows could never be found again.
    guard write(descriptor, key, byteCount) == byteCount, fsync(descriptor) == 0 else {
      throw unreadable(path)
    }
    return try IdentityKey(bytes: key)
  }

  /// The keyed hash by which a number is found again.
  public func hash(_ identity: ResidentIdentityNumber) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 32)
    let message = Array(identity.revealed.utf8)
    let status = crypto_generichash(
      &output, output.count, message, UInt64(message.count), bytes, bytes.count)
    precondition(status == 0, "a hash and a key of 32 bytes are within BLAKE2b's bounds")
    return output
  }

  /// An opaque resident number from a hash, for files without record numbers: 80 bits, so that a
  /// collision among a hundred million residents is a matter of one in a hundred million.
  static func residentID(hash: [UInt8]) -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var text: [UInt8] = [UInt8(ascii: "r")]
    var bits: UInt32 = 0
    var held = 0
    for byte in hash.prefix(10) {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 5 {
        held -= 5
        text.append(alphabet[Int(bits >> UInt32(held) & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func unreadable(_ path: String) -> Problem {
    unusable(
      "无法读写密钥文件 \(path)", "cannot read or write the key file \(path)",
      reason: String(cString: strerror(errno)))
  }

  private static func unusable(_ zh: String, _ en: String, reason: String) -> Problem {
    Problem(
      .failedPrecondition, "IDENTITY_KEY_UNUSABLE", zh: zh, en: en,
      remedyZh: "请恢复原密钥文件并检查权限；更换密钥后已导入的居民将无法按身份号码查询",
      remedyEn: "restore the key file and its permissions; under another key residents imported "
        + "before cannot be found by their numbers",
      details: [.init("reason", reason)])
  }
}
