import Glibc
import Mesh
import Quantities

/// Which public keys may connect to a CURVE server, who they are, and what roles they have.
///
/// A text file, one key a line: key, identity, and roles separated by commas. Lines that are empty
/// or begin with `# ` are skipped.
///
/// ```
/// # key                                      identity  roles
/// rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7   gateway   gateway,reader
/// ```
public final class AllowList: Sendable {
  private let path: String?
  private let peers: Guarded<[String: Peer]>
  private let changes = Guarded(0)

  /// A list from memory.
  ///
  /// - Parameter entries: identity and roles by public key.
  public init(_ entries: [String: (identity: String, roles: Set<String>)]) {
    path = nil
    peers = Guarded(entries.mapValues { Peer(identity: $0.identity, roles: $0.roles) })
  }

  /// Reads a file; `reload` reads it again.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT with the line that is wrong.
  public init(contentsOf path: String) throws(RPCError) {
    self.path = path
    peers = Guarded(try AllowList.parse(try AllowList.read(path)))
  }

  /// Reads the file again; when it is wrong, the old list stays. Keys that are gone cannot connect
  /// any more, and connections they have are refused their next call.
  public func reload() throws(RPCError) {
    guard let path else { return }
    let fresh = try AllowList.parse(try AllowList.read(path))
    peers.withLock { $0 = fresh }
    changes.withLock { $0 += 1 }
  }

  /// How often the list has changed.
  var version: Int { changes.withLock { $0 } }

  /// Who has the key; nil when nobody may use it.
  public func peer(for key: String) -> Peer? { peers.withLock { $0[key] } }

  static func parse(_ text: String) throws(RPCError) -> [String: Peer] {
    var peers: [String: Peer] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      // A key may begin with '#', but is never that alone.
      guard let first = fields.first, first != "#" else { continue }
      let key = String(first)
      guard fields.count == 3, CurveKeyPair.isKey(key), peers[key] == nil else {
        throw RPCError(
          .invalidArgument, reason: "MESH_ALLOW_LIST", zh: "允许名单第 \(index + 1) 行有误。",
          en: "Line \(index + 1) of the allow-list is wrong.",
          remedyZh: "每行为：公钥（Z85，40 字符）、身份、以逗号分隔的角色；同一公钥只能出现一次。",
          remedyEn:
            "A line is: public key (Z85, 40 characters), identity, roles separated by commas;"
            + " each key once.",
          details: [RPCError.Detail(key: "line", value: String(index + 1))])
      }
      let roles = fields[2].split(separator: ",").map(String.init)
      peers[key] = Peer(identity: String(fields[1]), roles: Set(roles))
    }
    return peers
  }

  private static func read(_ path: String) throws(RPCError) -> String {
    let maximumBytes = 4 << 20
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while content.count <= maximumBytes {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { break }
      content.append(contentsOf: buffer[..<count])
    }
    guard content.count <= maximumBytes, let text = String(validating: content, as: UTF8.self)
    else { throw unreadable(path) }
    return text
  }

  private static func unreadable(_ path: String) -> RPCError {
    RPCError(
      .invalidArgument, reason: "MESH_ALLOW_LIST_UNREADABLE", zh: "无法读取允许名单：\(path)。",
      en: "The allow-list cannot be read: \(path).",
      remedyZh: "请检查路径、权限与 UTF-8 编码。",
      remedyEn: "Check the path, the permissions and that it is UTF-8.")
  }
}
