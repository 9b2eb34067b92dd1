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
}
