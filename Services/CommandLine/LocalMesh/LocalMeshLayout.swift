import Glibc
import Quantities

/// Where a mesh on one machine keeps things: data, sockets and logs below one folder.
///
/// The folder is private (0700), because who can open a socket in it can call the mesh.
public struct LocalMeshLayout: Sendable {
  public let root: String

  /// - Parameter root: absolute path. Socket paths are limited to 107 bytes by the kernel, so it
  ///   has to be short; a longer one is refused here and not by a puzzling error of `bind`.
  public init(root: String) throws(Problem) {
    self.root = root
    let longest = MeshProcess.allCases.map { socketPath($0).utf8.count }.max() ?? 0
    guard root.hasPrefix("/"), longest <= 107 else {
      throw Problem(
        .invalidInput, "LOCAL_MESH_FOLDER",
        zh: "数据目录“\(root)”不是绝对路径，或者过长，无法在其中创建套接字。",
        en: "The data folder “\(root)” is not absolute, or too long to hold sockets.",
        remedyZh: "请用 --data 指定较短的绝对路径。",
        remedyEn: "Give a shorter absolute path with --data.")
    }
  }

  func data(_ process: MeshProcess) -> String { "\(root)/\(process.rawValue)" }
  func log(_ process: MeshProcess) -> String { "\(root)/log/\(process.rawValue).log" }
  func configuration(_ process: MeshProcess) -> String { "\(root)/run/\(process.rawValue).yaml" }
  func socketPath(_ process: MeshProcess) -> String { "\(root)/run/\(process.rawValue).sock" }

  /// The process identifier of the running supervisor; a second one is refused.
  var lock: String { "\(root)/run/up.pid" }
  /// Address of the HTTP door, written by the supervisor for `healthmesh status` and tests.
  var httpAddress: String { "\(root)/run/http" }

  /// The endpoint on which a process answers calls.
  public func endpoint(_ process: MeshProcess) -> String { "ipc://\(socketPath(process))" }

  /// Whether a service of this folder listens, whoever started it.
  public func isListening(_ process: MeshProcess) -> Bool {
    Self.supervisor(of: self) != nil || LocalSocket.isOpen(socketPath(process))
  }

  /// Process that runs the mesh in this folder; nil when none does. A file left by one that was
  /// killed does not count.
  public static func supervisor(of layout: LocalMeshLayout) -> Int32? {
    guard let text = layout.text(of: layout.lock), let identifier = Int32(text),
      Glibc.kill(identifier, 0) == 0
    else { return nil }
    return identifier
  }

  /// host:port of the running mesh's HTTP door.
  public var runningHTTPAddress: String? {
    Self.supervisor(of: self) == nil ? nil : text(of: httpAddress)
  }

  /// The first line of a small file.
  private func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, CInt(buffer.count), file) != nil else { return nil }
    return String(
      decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
