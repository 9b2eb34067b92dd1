import ArgumentParser
import Glibc
import LocalMesh
import Mesh
import MeshZeroMQ
import Quantities

/// Options of every command that calls the mesh.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Endpoint of the gateway; by default that of the mesh below --data.",
      valueName: "tcp://…|ipc://…"))
  var gateway: String?

  @Option(help: "File with the gateway's public key, for tcp.")
  var serverKey: String?

  @Option(help: "Key pair of the caller, made by `healthmesh keys`, for tcp.")
  var key: String?

  @OptionGroup var place: PlaceOptions
  @OptionGroup var output: OutputOptions

  /// A client of the gateway.
  func client() throws -> MeshClient {
    let endpoint = try gateway ?? localEndpoint()
    return try MeshClient.zeroMQ(
      endpoints: [endpoint], security: security(endpoint), interceptors: [])
  }

  /// - Throws: `CLI_MESH_NOT_RUNNING` where no mesh listens below --data: no use in waiting for it.
  private func localEndpoint() throws(Problem) -> String {
    let layout = try place.layout()
    guard layout.isListening(.gateway) else {
      throw Problem(
        .unavailable, "CLI_MESH_NOT_RUNNING", zh: "\(layout.root) 中没有运行的网格。",
        en: "No mesh runs in \(layout.root).",
        remedyZh: "请先执行 healthmesh up，或用 --data、--gateway 指定另一个网格。",
        remedyEn: "Start one with `healthmesh up`, or name another with --data or --gateway.")
    }
    return layout.endpoint(.gateway)
  }

  private func security(_ endpoint: String) throws -> ClientSecurity {
    guard endpoint.hasPrefix("tcp:") else { return .local }
    guard let serverKey, let key else {
      throw Problem(
        .invalidInput, "CLI_KEYS_MISSING", zh: "tcp 端点需要 --server-key 与 --key。",
        en: "A tcp endpoint needs --server-key and --key.",
        remedyZh: "用 healthmesh keys new 生成密钥，并请网关管理员登记公钥。",
        remedyEn: "Make keys with `healthmesh keys new`, and let the gateway allow the public one.")
    }
    do {
      return .curve(
        try CurveKeyPair(contentsOf: key), serverKey: try PublicKeyFile.read(serverKey))
    } catch let error as ZeroMQError {
      throw Problem(
        .invalidInput, "CLI_KEY_UNREADABLE", zh: "密钥文件无法使用：\(error)。",
        en: "A key file cannot be used: \(error).",
        remedyZh: "请检查文件路径、内容与权限（0600）。",
        remedyEn: "Check the path, the content and the rights (0600) of the file.")
    }
  }
}

/// Where the local mesh lives.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of the local mesh (default: $HEALTHMESH_HOME, else ./var/mesh).", valueName: "folder"
    ))
  var data: String?

  func layout() throws(Problem) -> LocalMeshLayout {
    let home = getenv("HEALTHMESH_HOME").map { String(cString: $0) }
    return try LocalMeshLayout(root: Self.absolute(data ?? home ?? "var/mesh"))
  }

  /// The path from the root, without a trailing slash.
  static func absolute(_ path: String) -> String {
    var whole = path
    if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
      whole = String(cString: current) + "/" + path
      free(current)
    }
    while whole.hasSuffix("/"), whole.count > 1 { whole.removeLast() }
    return whole
  }
}

/// How results are written.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Write JSON for programs instead of tables for people.")
  var json = false

  @Option(help: "Language of sentences and headings: zh or en.")
  var lang: String?

  mutating func validate() throws {
    guard let lang else { return }
    guard let language = Terminal.SentenceLanguage(rawValue: lang) else {
      throw ValidationError("--lang is zh or en")
    }
    Terminal.choose(language)
  }
}

/// A public key on disk: a file with the key alone, or a key pair's file.
enum PublicKeyFile {
  static func read(_ path: String) throws -> String {
    let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let key = line.hasPrefix("public ") ? line.dropFirst("public ".count) : line[...]
      if CurveKeyPair.isKey(String(key)) { return String(key) }
    }
    throw Problem(
      .invalidInput, "CLI_KEY_UNREADABLE", zh: "文件 \(path) 中没有公钥。",
      en: "The file \(path) holds no public key.",
      remedyZh: "文件应包含 40 个字符的 Z85 公钥。", remedyEn: "It holds a key of 40 characters, Z85.")
  }
}
