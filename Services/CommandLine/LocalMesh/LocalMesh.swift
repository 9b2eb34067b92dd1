import Glibc
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
  public nonisolated let options: LocalMeshOptions
  private let log: LogSink
  private var children: [MeshProcess: Child] = [:]
  private var isStopping = false

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

  /// Writes the configuration files and starts all processes; ready when each answers its health
  /// check.
  /// - Throws: `LOCAL_MESH_NOT_READY` with the last log lines of the process that did not come up;
  ///   everything that was started is ended again.
  public func start(within limit: Duration = .seconds(20)) async throws {
    try LocalMeshFiles(layout: layout, options: options).write()
    do {
      for process in MeshProcess.allCases {
        try await start(process)
      }
      try await waitUntilReady(within: limit)
    } catch {
      await stop()
      throw error
    }
  }

  /// Starts one process; it answers calls some moments later.
  public func start(_ process: MeshProcess) async throws {
    precondition(children[process] == nil, "\(process) runs already")
    let (identifiers, identified) = AsyncStream.makeStream(of: pid_t.self)
    let exit = Task { [self] in
      await run(process) { identified.yield($0) }
      identified.finish()
    }
    var iterator = identifiers.makeAsyncIterator()
    guard let identifier = await iterator.next() else {
      throw LocalMeshProblem.notStarted(process, executable: executable(process))
    }
    children[process] = Child(processIdentifier: identifier, exit: exit)
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
    for process in MeshProcess.allCases.reversed() {
      await terminate(process)
    }
    unlink(layout.lock)
    unlink(layout.httpAddress)
  }

  public func processIdentifier(of process: MeshProcess) -> pid_t? {
    children[process]?.processIdentifier
  }

  private func end(_ process: MeshProcess, signal: CInt) async {
    guard let child = children[process] else { return }
    children[process] = nil
    Glibc.kill(child.processIdentifier, signal)
    if signal == SIGTERM {
      // A child that does not drain in time must not keep the mesh from ending.
      let force = Task {
        try await Task.sleep(for: .seconds(15))
        Glibc.kill(child.processIdentifier, SIGKILL)
      }
      await child.exit.value
      force.cancel()
    } else {
      await child.exit.value
    }
  }

  private func executable(_ process: MeshProcess) -> String {
    "\(options.executables)/\(process.executable)"
  }

  /// Runs the program until it ends and passes its log on, line by line.
  private func run(
    _ process: MeshProcess, started: @escaping @Sendable (pid_t) -> Void
  ) async {
    var platform = PlatformOptions()
    platform.processGroupID = 0
    let log = log
    do {
      let outcome = try await Subprocess.run(
        .path(FilePath(executable(process))),
        arguments: ["--config", layout.configuration(process)],
        platformOptions: platform,
        input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        started(execution.processIdentifier.value)
        for try await line in execution.standardOutput.strings() { log(process, line) }
      }
      await ended(process, how: "\(outcome.terminationStatus)")
    } catch {
      log(process, "\(error)")
    }
  }

  /// A process that ended without being asked to is started again, unless the mesh is stopping.
  private func ended(_ process: MeshProcess, how: String) async {
    guard children[process] != nil, !isStopping else { return }
    children[process] = nil
    guard options.restarts else { return }
    log(process, "ended by itself (\(how)); starting it again in a second")
    try? await Task.sleep(for: .seconds(1))
    guard !isStopping, children[process] == nil else { return }
    // Not awaited from inside the ended child's own task, which the new child must outlive.
    Task { try await self.start(process) }
  }
}
