import Glibc
import Quantities

/// The folders and configuration files of a mesh on one machine, written anew at every start from
/// the options: the options are the one place to change things.
struct LocalMeshFiles {
  let layout: LocalMeshLayout
  let options: LocalMeshOptions

  /// - Throws: `LOCAL_MESH_WRITE_FAILED` with the path.
  func write() throws(Problem) {
    try folder(layout.root)
    for name in ["run", "log"] { try folder("\(layout.root)/\(name)") }
    for process in MeshProcess.allCases {
      try folder(layout.data(process))
      try Self.write(configuration(process), to: layout.configuration(process))
    }
    try Self.write("\(options.httpHost):\(options.httpPort)\n", to: layout.httpAddress)
  }

  private func configuration(_ process: MeshProcess) -> String {
    var lines = [
      "# Written by `healthmesh up`; changes are lost at the next start.",
      "service: \(process.rawValue)",
      "data: \(quoted(layout.data(process)))",
      "log: { level: \(options.logLevel), format: plain }",
    ]
    var endpoints = [quoted(layout.endpoint(process))]
    if process == .gateway {
      // Who can open the private folder's sockets is the owner of the mesh.
      lines += ["roles: [admin]", "allow:", "  admin: [\"*\"]"]
      lines += [
        "  bureau: [\"*\"]", "  hospital: [\"healthmesh.dip.v1.*\", \"healthmesh.gateway.v1.*\"]",
      ]
      lines += ["  auditor: [\"*\"]"]
      lines += ["settings:", "  http: \(quoted("\(options.httpHost):\(options.httpPort)"))"]
      if let door = options.bureauDoor {
        endpoints.append(quoted(door.endpoint))
        lines += [
          "curve:", "  secret_key_file: \(quoted(door.serverKeyFile))",
          "  allow_list_file: \(quoted(door.allowListFile))",
        ]
      }
    } else {
      lines += ["roles: [gateway]", "allow:", "  gateway: [\"*\"]"]
    }
    lines.append("listen: [\(endpoints.joined(separator: ", "))]")
    if !process.peers.isEmpty {
      lines.append("peers:")
      lines += process.peers.map { "  \($0.rawValue): [\(quoted(layout.endpoint($0)))]" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// A folder of the owner alone, with what leads to it.
  private func folder(_ path: String) throws(Problem) {
    var built = ""
    for part in path.split(separator: "/") {
      built += "/" + part
      guard mkdir(built, 0o700) == 0 || errno == EEXIST else { throw Self.failed(built) }
    }
    guard chmod(path, 0o700) == 0 else { throw Self.failed(path) }
  }

  static func write(_ text: String, to path: String) throws(Problem) {
    guard let file = fopen(path, "w") else { throw failed(path) }
    let written = fputs(text, file) >= 0
    guard fclose(file) == 0, written else { throw failed(path) }
  }

  private static func failed(_ path: String) -> Problem {
    Problem(
      .internalFault, "LOCAL_MESH_WRITE_FAILED",
      zh: "无法写入 \(path)：\(String(cString: strerror(errno)))。",
      en: "Cannot write \(path): \(String(cString: strerror(errno))).",
      remedyZh: "请检查该目录的权限与磁盘空间，或用 --data 指定其他目录。",
      remedyEn: "Check its rights and free space, or choose another folder with --data.")
  }
}
