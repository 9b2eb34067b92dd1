import CZeroMQ
import Glibc
import Mesh

/// A CURVE key pair: who a process is on the mesh. Both keys are 40 characters of Z85.
public struct CurveKeyPair: Sendable, Hashable {
  public let publicKey: String
  public let secretKey: String

  /// A new pair from the system's randomness.
  public static func generate() throws(ZeroMQError) -> CurveKeyPair {
    var publicKey = [CChar](repeating: 0, count: 41)
    var secretKey = [CChar](repeating: 0, count: 41)
    guard zmq_curve_keypair(&publicKey, &secretKey) == 0 else { throw .last("curve key pair") }
    return CurveKeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
  }

  private init(publicKey: String, secretKey: String) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// The pair that belongs to a secret key.
  public init(secretKey: String) throws(ZeroMQError) {
    var publicKey = [CChar](repeating: 0, count: 41)
    guard CurveKeyPair.isKey(secretKey), zmq_curve_public(&publicKey, secretKey) == 0 else {
      throw ZeroMQError(action: "curve secret key", errno: EINVAL)
    }
    self.init(publicKey: CurveKeyPair.text(publicKey), secretKey: secretKey)
  }

  /// Writes the pair to a file that only its owner can read (0600), one key a line, and replaces
  /// nothing.
  public func save(to path: String) throws(ZeroMQError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system("create \(path)") }
    defer { close(descriptor) }
    let text = "public \(publicKey)\nsecret \(secretKey)\n"
    let written = write(descriptor, text, text.utf8.count)
    guard written == text.utf8.count, fsync(descriptor) == 0 else {
      throw .system("write \(path)")
    }
  }

  /// Reads a file that `save` wrote.
  ///
  /// - Throws: EACCES when others than its owner may read it, EINVAL when it holds no key pair.
  public init(contentsOf path: String) throws(ZeroMQError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("open \(path)") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system("stat \(path)") }
    guard status.st_mode & 0o077 == 0 else {
      throw ZeroMQError(action: "key file \(path) is readable by others", errno: EACCES)
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { throw ZeroMQError(action: "key file \(path)", errno: EINVAL) }
    let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
    guard let secret = lines.first(where: { $0.hasPrefix("secret ") }) else {
      throw ZeroMQError(action: "key file \(path)", errno: EINVAL)
    }
    try self.init(secretKey: String(secret.dropFirst("secret ".count)))
  }

  /// Whether a text can be a key.
  public static func isKey(_ text: String) -> Bool {
    guard text.utf8.count == 40, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return false
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    return zmq_z85_decode(&bytes, text) != nil
  }

  private static func text(_ characters: [CChar]) -> String {
    characters.prefix { $0 != 0 }.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}

extension CurveKeyPair: CustomStringConvertible {
  /// The public key only: the secret one never gets into a log.
  public var description: String { publicKey }
}

extension ZeroMQError {
  /// A failed call of the system.
  static func system(_ action: String) -> ZeroMQError {
    ZeroMQError(action: action, errno: Glibc.errno)
  }
}
