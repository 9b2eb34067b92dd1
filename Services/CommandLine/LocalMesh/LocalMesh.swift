import Contract
import Glibc
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Subprocess
import SystemPackage

/// The five processes on this machine, with a parent that starts, watches and ends them.
///
/// Children get their own process group, so that Ctrl-C reaches only the parent, which then ends
/// them in an order that lets every call finish: the door first, what it calls afterwards.
public actor LocalMesh {
  /// Takes a line of a child's log.
  public typealias LogSink = @Sendable (MeshProcess, String) -> Void

  public nonisolated let layout: LocalMeshLayout
  public private(set) var options: LocalMeshOptions
  private let log: LogSink
  private var children: [MeshProcess: Child] = [:]
  /// The last lines of each child, for the message when it does not come up.
  private var lastLines: [MeshProcess: [String]] = [:]
  private var isStopping = false
  private var isLocked = false

  private static let rememberedLines = 12

  /// A started process: its identifier and the task that reads its log and waits for its end.
  private struct Child {
    var processIdentifier: pid_t
    var exit: Task<Void, Never>
  }

  public init(layout: LocalMeshLayout, options: LocalMeshOptions, log: @escaping LogSink) {
    self.layout = layout
    self.options = options
    self.log = log
  }

  /// Address of the HTTP door.
  public var httpAddress: String { "http://\(options.httpHost):\(options.httpPort)" }

  /// Writes the configuration files and starts all processes; returns when each answers its health
  /// check.
  /// - Throws: `LOCAL_MESH_NOT_READY` with the last log lines of the process that did not come up;
  ///   everything that was started is ended again.
  public func start(within limit: Duration = .seconds(20)) async throws {
    options.httpPort = try LocalPort.available(options.httpHost, options.httpPort)
    try LocalMeshFiles(layout: layout, options: options).write()
    try lock()
    do {
      for process in MeshProcess.allCases { try await start(process) }
      for process in MeshProcess.allCases { try await waitUntilReady(process, within: limit) }
      try await waitUntilHTTPListens(within: limit)
    } catch {
      await stop()
      throw error
    }
  }

  /// Starts one process; it answers calls some moments later.
  public func start(_ process: MeshProcess) async throws {
    precondition(children[process] == nil, "\(process) runs already")
    let path = "\(options.executables)/\(process.executable)"
    guard access(path, X_OK) == 0 else {
      throw LocalMeshProblem.notStarted(process, executable: path)
    }
    lastLines[process] = []
    let (identifiers, identified) = AsyncStream.makeStream(of: pid_t.self)
    let exit = Task {
      await run(process, path) { identified.yield($0) }
      identified.finish()
      await ended(process)
    }
    var iterator = identifiers.makeAsyncIterator()
    guard let identifier = await iterator.next() else {
      throw LocalMeshProblem.notStarted(process, executable: path)
    }
    children[process] = Child(processIdentifier: identifier, exit: exit)
  }

  /// Returns when the process says that it serves.
  public func waitUntilReady(
    _ process: MeshProcess, within limit: Duration = .seconds(20)
  ) async throws {
    let client = try MeshClient.zeroMQ(endpoints: [layout.endpoint(process)], security: .local)
    defer { client.close() }
    let clock = ContinuousClock()
    let end = clock.now + limit
    while clock.now < end, !isStopping {
      let options = CallOptions(timeout: .milliseconds(500), retry: .never)
      let answer = try? await HealthClient(client: client).check(.init(), options: options)
      if answer?.status == .serving { return }
      // It printed why it ended; waiting longer would only hide that.
      if let child = children[process], Glibc.kill(child.processIdentifier, 0) != 0 { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw LocalMeshProblem.notReady(process, log: lastLines[process] ?? [])
  }

  /// The door opens some milliseconds after the gateway serves calls.
  private func waitUntilHTTPListens(within limit: Duration) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while !LocalPort.isOpen(options.httpHost, options.httpPort) {
      guard clock.now < end, !isStopping else {
        throw LocalMeshProblem.notReady(.gateway, log: lastLines[.gateway] ?? [])
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Ends a process at once, as a power cut would, and waits until it is gone.
  public func kill(_ process: MeshProcess) async {
    await end(process, signal: SIGKILL)
  }

  /// Asks a process to finish its calls and end, and waits until it is gone.
  public func terminate(_ process: MeshProcess) async {
    await end(process, signal: SIGTERM)
  }

  /// Ends everything: the gateway first, then the services.
  public func stop() async {
    isStopping = true
    for process in MeshProcess.allCases.reversed() { await terminate(process) }
    if isLocked {
      unlink(layout.lock)
      unlink(layout.httpAddress)
      isLocked = false
    }
  }

  public func processIdentifier(of process: MeshProcess) -> Int32? {
    children[process]?.processIdentifier
  }

  /// One supervisor a folder.
  private func lock() throws {
    if let owner = LocalMeshLayout.supervisor(of: layout) {
      throw LocalMeshProblem.alreadyRunning(owner, root: layout.root)
    }
    try LocalMeshFiles.write("\(getpid())\n", to: layout.lock)
    isLocked = true
  }

  private func end(_ process: MeshProcess, signal: CInt) async {
    guard let child = children[process] else { return }
    children[process] = nil
    Glibc.kill(child.processIdentifier, signal)
    // A child that does not drain in time must not keep the mesh from ending.
    let force = Task {
      try await Task.sleep(for: .seconds(15))
      Glibc.kill(child.processIdentifier, SIGKILL)
    }
    await child.exit.value
    force.cancel()
  }

  /// Runs the program until it ends and passes its log on, line by line.
  private nonisolated func run(
    _ process: MeshProcess, _ path: String, started: @escaping @Sendable (pid_t) -> Void
  ) async {
    var platform = PlatformOptions()
    platform.processGroupID = 0
    do {
      _ = try await Subprocess.run(
        .path(FilePath(path)), arguments: ["--config", layout.configuration(process)],
        environment: .custom(Self.environment()), platformOptions: platform,
        input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        started(execution.processIdentifier.value)
        for try await line in execution.standardOutput.strings() {
          await said(process, line.hasSuffix("\n") ? String(line.dropLast()) : line)
        }
      }
    } catch {
      await said(process, "\(error)")
    }
  }

  private func said(_ process: MeshProcess, _ line: String) {
    var lines = lastLines[process] ?? []
    lines.append(line)
    lastLines[process] = lines.suffix(Self.rememberedLines)
    log(process, line)
  }

  /// A process that ended without being asked to is started again, unless the mesh is stopping.
  private func ended(_ process: MeshProcess) async {
    guard children[process] != nil, options.restarts, !isStopping else { return }
    children[process] = nil
    log(process, "ended by itself; starting it again in a second")
    try? await Task.sleep(for: .seconds(1))
    guard !isStopping, children[process] == nil else { return }
    try? await start(process)
  }

  /// The parent's environment without variables that would override the written configuration.
  private static func environment() -> [Environment.Key: String] {
    var kept: [Environment.Key: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1)
      if parts.count == 2, !parts[0].hasPrefix("HEALTHMESH_"),
        let key = Environment.Key(rawValue: String(parts[0]))
      {
        kept[key] = String(parts[1])
      }
      entry += 1
    }
    return kept
  }
}
