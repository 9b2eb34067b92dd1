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
    // Who can open the private folder's sockets is the owner of the mesh. Services see the caller
    // that the gateway names, and the gateway the caller that its HTTP door names.
    lines.append("roles: [\(process == .gateway ? "admin, gateway" : "gateway")]")
    lines += ["allow:"] + Self.rights.map { "  \($0.role): [\($0.rules)]" }
    if process == .gateway {
      lines += [
        "settings:", "  http: \(quoted("\(options.httpHost):\(options.httpPort)"))",
        "  http_roles: \(options.httpRoles)",
      ]
      lines += options.gatewaySettings.sorted { $0.key < $1.key }.map {
        "  \($0.key): \(quoted($0.value))"
      }
      if let door = options.bureauDoor {
        endpoints.append(quoted(door.endpoint))
        lines += [
          "curve:", "  secret_key_file: \(quoted(door.serverKeyFile))",
          "  allow_list_file: \(quoted(door.allowListFile))",
        ]
      }
    }
    lines.append("listen: [\(endpoints.joined(separator: ", "))]")
    if !process.peers.isEmpty {
      lines.append("peers:")
      lines += process.peers.map { "  \($0.rawValue): [\(quoted(layout.endpoint($0)))]" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the roles may call; a service may allow less, for example only a hospital's own rows.
  private static let rights: [(role: String, rules: String)] = [
    ("gateway", "\"*\""), ("admin", "\"*\""), ("bureau", "\"*\""),
    (
      "auditor",
      """
      healthmesh.gateway.v1.*, healthmesh.dip.v1.DipSettlement/ListRuns, \
      healthmesh.dip.v1.DipSettlement/GetRun, healthmesh.dip.v1.DipSettlement/GetStatement, \
      healthmesh.dip.v1.DipSettlement/Explain, healthmesh.dip.v1.DipSettlement/Estimate, \
      \(methods(of: ["DipSpecialCases": ["Get", "List", "GetQuota"], "DipPackages": ["GetPackage"]])), \
      \(methods(of: booksOfYears))
      """
    ),
    (
      "hospital",
      """
      healthmesh.gateway.v1.*, healthmesh.dip.v1.DipSettlement/GetStatement, \
      healthmesh.dip.v1.DipSettlement/Explain, healthmesh.dip.v1.DipSettlement/Estimate, \
      healthmesh.dip.v1.DipCases/ImportCases, healthmesh.dip.v1.DipCases/SubmitCases, \
      \(methods(of: ["DipSpecialCases": ["Apply", "Get", "List", "GetQuota"]])), \
      \(methods(of: ["DipPackages": ["GetPackage"]])), \(methods(of: booksOfYears))
      """
    ),
  ]

  private static let booksOfYears = [
    "DipMonths": ["GetMonth", "ListMonths"],
    "DipClosing": ["GetClosing", "ListClosings", "GetAdjustment"],
  ]

  private static func methods(of services: [String: [String]]) -> String {
    services.sorted { $0.key < $1.key }.flatMap { service, methods in
      methods.map { "healthmesh.dip.v1.\(service)/\($0)" }
    }.joined(separator: ", ")
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
