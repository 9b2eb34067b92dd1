import ArgumentParser
import Contract
import Glibc
import LocalMesh
import Mesh
import Messages
import Quantities
import Runtime

/// `healthmesh demo`: one settlement from end to end, on made-up data, in a mesh of its own.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a mesh, import made-up data, settle a year, print the result, end the mesh.")

  @OptionGroup var output: OutputOptions
  @Option(help: "Settlement lists to make up and import.") var cases = 100_000
  @Option(help: "Folder of the product's data.") var deploy = "Deploy"
  @Option(help: "Folder for the demo's mesh; emptied first.") var data = "var/demo"
  @Flag(help: "Keep the mesh up afterwards, until Ctrl-C.") var stay = false

  func validate() throws {
    guard (100...5_000_000).contains(cases) else {
      throw ValidationError("--cases is a number of 100 to 5000000")
    }
  }

  func run() async throws {
    let layout = try LocalMeshLayout(root: PlaceOptions.absolute(data))
    try DemoFolder.clear(layout)
    var options = LocalMeshOptions(executables: ProgramFolder.path)
    options.httpPort = stay ? 8420 : 0
    options.logLevel = "warning"
    let mesh = LocalMesh(layout: layout, options: options, log: LogLine.write)
    let signals = TerminationSignals.stream()
    Terminal.error(Terminal.language("启动五个服务……", "starting five services …"))
    try await mesh.start()
    let work = Task {
      try await DemoLine(
        mesh: layout, deploy: PlaceOptions.absolute(deploy), cases: cases,
        httpAddress: await mesh.httpAddress
      ).run()
    }
    let interrupt = Task {
      for await _ in signals { break }
      work.cancel()
    }
    do {
      try await work.value
      if stay {
        Terminal.error(Terminal.language("按 Ctrl-C 结束", "Ctrl-C ends it"))
        await interrupt.value
      }
    } catch {
      await mesh.stop()
      throw error
    }
    interrupt.cancel()
    await mesh.stop()
    if !stay {
      Terminal.error(
        Terminal.language(
          "网格已结束，没有留下进程。要保持运行：make run",
          "The mesh has ended; nothing is left running. To keep one up: make run"))
    }
  }
}

/// The folder of a demo's mesh.
enum DemoFolder {
  /// Removes what an earlier demo left: its databases, never anything else.
  ///
  /// - Throws: `LOCAL_MESH_RUNNING` while a mesh runs there, `CLI_DEMO_FOLDER` when the folder holds
  ///   something that no demo made.
  static func clear(_ layout: LocalMeshLayout) throws(Problem) {
    guard access(layout.root, F_OK) == 0 else { return }
    if let owner = LocalMeshLayout.supervisor(of: layout) {
      throw Problem(
        .failedPrecondition, "LOCAL_MESH_RUNNING", zh: "演示网格正在运行（进程 \(owner)）。",
        en: "A demo runs already (process \(owner)).", remedyZh: "请先结束它。",
        remedyEn: "End it first.")
    }
    let known = Set(MeshProcess.allCases.map(\.rawValue) + ["run", "log", "lists.csv"])
    for name in try names(in: layout.root) {
      guard known.contains(name) else {
        throw Problem(
          .failedPrecondition, "CLI_DEMO_FOLDER",
          zh: "\(layout.root) 中有不属于演示的文件 \(name)，未作改动。",
          en: "\(layout.root) holds \(name), which no demo made; nothing was changed.",
          remedyZh: "请用 --data 指定一个空目录。", remedyEn: "Choose an empty folder with --data.")
      }
    }
    try remove(layout.root)
  }

  private static func names(in folder: String) throws(Problem) -> [String] {
    guard let listing = opendir(folder) else { throw WholeFile.failed(folder) }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) throws(Problem) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw WholeFile.failed(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard unlink(path) == 0 else { throw WholeFile.failed(path) }
      return
    }
    for name in try names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 else { throw WholeFile.failed(path) }
  }
}
