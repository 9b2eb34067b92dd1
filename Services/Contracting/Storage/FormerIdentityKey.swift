import CSodium
import ContractingDomain
import Glibc
import Privacy
import Quantities
import Store

/// The key under which identity numbers were hashed before they were kept in a vault: the 32 bytes
/// of `identity.key` in the data folder. It finds residents that were imported then, until each is
/// sealed in the vault; after that the file has no use.
public struct FormerIdentityKey: Sendable {
  private let bytes: [UInt8]

  private static let byteCount = 32

  /// Exactly 32 bytes.
  public init(bytes: [UInt8]) throws(Problem) {
    guard bytes.count == Self.byteCount else { throw Self.unusable("\(bytes.count) bytes") }
    self.bytes = bytes
  }

  /// Reads the key file; nil when there is none, as in a database that never knew another way.
  public static func load(path: String) throws(Problem) -> FormerIdentityKey? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw unusable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw unusable("chmod 600 \(path)")
    }
    var buffer = [UInt8](repeating: 0, count: byteCount + 1)
    let count = read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw unusable(String(cString: strerror(errno))) }
    return try FormerIdentityKey(bytes: Array(buffer.prefix(count)))
  }

  /// The keyed hash (BLAKE2b-256) by which a number was found.
  public func hash(_ identity: ResidentIdentityNumber) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 32)
    let message = Array(identity.revealed.utf8)
    let status = crypto_generichash(
      &output, output.count, message, UInt64(message.count), bytes, bytes.count)
    precondition(status == 0, "a hash and a key of 32 bytes are within BLAKE2b's bounds")
    return output
  }

  /// What the vault needs to take over: the hash, and the few numbers that a resident may have.
  public var lookup: FormerLookup {
    FormerLookup(hash: hash, candidates: Self.candidates)
  }

  /// Numbers that fit what a row shows: area and last character of the mask, birthday and sex leave
  /// some forty-five of a thousand sequences.
  private static func candidates(
    _ id: String, _ connection: Connection
  ) throws -> [ResidentIdentityNumber] {
    guard let resident = try ResidentTable.find(id, in: connection) else { return [] }
    let digits = resident.birthday.description.filter { $0 != "-" }
    let prefix = resident.maskedIdentity.prefix(6) + digits
    return (0...999).lazy
      .filter { ($0 % 2 == 1) == (resident.sex == .male) }
      .compactMap { sequence in
        let text = String(sequence)
        let padding = String(repeating: "0", count: 3 - text.count)
        return try? ResidentIdentityNumber(completing: prefix + padding + text)
      }
      .filter { $0.revealed.last == resident.maskedIdentity.last }
  }

  private static func unusable(_ reason: String) -> Problem {
    Problem(
      .failedPrecondition, "IDENTITY_KEY_UNUSABLE", zh: "旧散列密钥文件 identity.key 无法使用：\(reason)",
      en: "the former key file identity.key cannot be used: \(reason)",
      remedyZh: "请恢复原密钥文件并检查权限；没有它，以前导入的居民无法按身份号码查询",
      remedyEn: "restore the key file and its permissions; without it residents imported before "
        + "cannot be found by their numbers",
      details: [.init("reason", reason)])
  }
}
