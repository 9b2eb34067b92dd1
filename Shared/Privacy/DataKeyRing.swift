internal import Glibc
public import Quantities

/// The keys of a service (数据密钥环), oldest first: everything new is sealed under the last one, and
/// the others open what is still sealed under them.
///
/// They live in a file that its owner alone can read, made by `healthmesh keys data new`, one key a
/// line: `key ID SECRET`. It belongs in a backup apart from the database's: without it nobody can
/// read or find an identity number again, and that is its purpose.
public struct DataKeyRing: Sendable {
  /// Never empty.
  private(set) var keys: [DataKey]

  /// Names of the keys, oldest first.
  public var ids: [String] { keys.map(\.id) }

  /// The key for everything new.
  var active: DataKey { keys[keys.count - 1] }

  /// Enough for a rotation a month over five years; a file is read on every start.
  private static let maximumKeys = 64
  private static let maximumBytes = 64 << 10

  private init(_ keys: [DataKey]) { self.keys = keys }

  /// A ring with one new key.
  public static func random() throws(Problem) -> DataKeyRing {
    DataKeyRing([try DataKey.random()])
  }

  subscript(id: String) -> DataKey? { keys.first { $0.id == id } }

  /// The ring with a new key, which becomes the active one.
  public func rotated() throws(Problem) -> DataKeyRing {
    guard keys.count < Self.maximumKeys else {
      throw .keyFile("it holds \(Self.maximumKeys) keys; retire old ones first")
    }
    return DataKeyRing(keys + [try DataKey.random()])
  }

  /// The ring without an old key, and a ring of that key alone, to be kept elsewhere.
  public func retiring(_ id: String) throws(Problem) -> (kept: DataKeyRing, retired: DataKeyRing) {
    guard let key = self[id] else { throw .keyFile("it holds no key \(id)") }
    guard key.id != active.id else {
      throw .keyFile("\(id) is the active key; rotate before it is retired")
    }
    return (DataKeyRing(keys.filter { $0.id != id }), DataKeyRing([key]))
  }

  // MARK: File

  /// Reads a key file.
  ///
  /// - Throws: `PRIVACY_KEY_FILE` when it is missing, readable by others or not a key file.
  public init(contentsOf path: String) throws(Problem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .keyFile(Self.systemError(), path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .keyFile(Self.systemError(), path) }
    guard status.st_mode & 0o077 == 0 else {
      throw .keyFile("others can read it; say chmod 600 \(path)", path)
    }
    var bytes = [UInt8](repeating: 0, count: Self.maximumBytes)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw .keyFile(Self.systemError(), path) }
    do throws(Problem) {
      try self.init(parsing: String(decoding: bytes.prefix(count), as: UTF8.self))
    } catch {
      throw .keyFile(error.details.first?.value ?? "it is not a key file", path)
    }
  }

  init(parsing text: String) throws(Problem) {
    var keys: [DataKey] = []
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let fields = line.split(separator: " ")
      // The line itself is a secret: a problem never repeats it.
      guard fields.count == 3, fields[0] == "key", let secret = Hexadecimal.bytes(fields[2]) else {
        throw .keyFile("a line is not: key ID SECRET")
      }
      let key = try DataKey(id: String(fields[1]), secret: secret)
      guard !keys.contains(where: { $0.id == key.id }) else {
        throw .keyFile("the key \(key.id) stands twice")
      }
      keys.append(key)
    }
    guard !keys.isEmpty, keys.count <= Self.maximumKeys else {
      throw .keyFile("it holds no key, or more than \(Self.maximumKeys)")
    }
    self.init(keys)
  }

  /// Writes a new file; an existing one is never replaced.
  public func create(_ path: String) throws(Problem) {
    try write(path, O_EXCL)
  }

  /// Puts the ring in the place of the file's content, at once or not at all.
  public func replace(_ path: String) throws(Problem) {
    let draft = path + ".new"
    unlink(draft)
    try write(draft, O_EXCL)
    guard rename(draft, path) == 0 else { throw .keyFile(Self.systemError(), path) }
    try Self.syncFolder(of: path)
  }

  private var text: String {
    "# HealthMesh data keys; the last one is active. Secret: back it up apart from the database.\n"
      + keys.map { "key \($0.id) \(Hexadecimal.text($0.secret))\n" }.joined()
  }

  private func write(_ path: String, _ flags: CInt) throws(Problem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw .keyFile(Self.systemError(), path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    // Rows sealed under a key that a power cut swallows could never be read again.
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw .keyFile(Self.systemError(), path)
    }
    try Self.syncFolder(of: path)
  }

  private static func syncFolder(of path: String) throws(Problem) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let name = folder.isEmpty ? "." : folder.joined(separator: "/") + "/"
    let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .keyFile(systemError(), path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .keyFile(systemError(), path) }
  }

  private static func systemError() -> String { String(cString: strerror(errno)) }
}

extension Problem {
  static func keyFile(_ reason: String, _ path: String = "") -> Problem {
    Problem(
      .failedPrecondition, "PRIVACY_KEY_FILE",
      zh: path.isEmpty ? "数据密钥文件无法使用：\(reason)。" : "数据密钥文件 \(path) 无法使用：\(reason)。",
      en: path.isEmpty
        ? "The data keys cannot be used: \(reason)."
        : "The data key file \(path) cannot be used: \(reason).",
      remedyZh: "请用 healthmesh keys data 生成或从备份恢复，权限设为 0600；没有原密钥，已存身份号码无法读取或查询。",
      remedyEn:
        "Make it with `healthmesh keys data`, or restore it from the backup, with mode 0600; without the keys stored identity numbers can neither be read nor found.",
      details: [.init("reason", reason)])
  }
}
