import Quantities

/// What can go wrong while a mesh starts on this machine.
enum LocalMeshProblem {
  static func notStarted(_ process: MeshProcess, executable: String) -> Problem {
    Problem(
      .failedPrecondition, "LOCAL_MESH_PROGRAM_MISSING",
      zh: "无法启动 \(process.rawValue)：找不到或不能执行 \(executable)。",
      en: "Cannot start \(process.rawValue): \(executable) is missing or cannot be run.",
      remedyZh: "请先执行 make build。", remedyEn: "Run make build first.")
  }

  static func notReady(_ process: MeshProcess, log: [String]) -> Problem {
    Problem(
      .unavailable, "LOCAL_MESH_NOT_READY", zh: "\(process.rawValue) 未能就绪。",
      en: "\(process.rawValue) did not become ready.",
      remedyZh: "请查看下列日志末尾。", remedyEn: "See the end of its log below.",
      details: log.map { .init(process.rawValue, $0) })
  }

  static func alreadyRunning(_ identifier: Int32, root: String) -> Problem {
    Problem(
      .failedPrecondition, "LOCAL_MESH_RUNNING",
      zh: "\(root) 中的网格正在运行（进程 \(identifier)）。",
      en: "The mesh in \(root) runs already (process \(identifier)).",
      remedyZh: "请先停止它，或用 --data 指定其他目录。",
      remedyEn: "Stop it first, or choose another folder with --data.")
  }

  static func portTaken(_ address: String) -> Problem {
    Problem(
      .failedPrecondition, "LOCAL_MESH_PORT_TAKEN", zh: "端口 \(address) 已被占用。",
      en: "\(address) is in use.",
      remedyZh: "请用 --http 指定其他端口，0 表示自动选择。",
      remedyEn: "Choose another port with --http; 0 takes a free one.")
  }
}
