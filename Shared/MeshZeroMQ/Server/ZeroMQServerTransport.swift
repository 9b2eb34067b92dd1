import Mesh
import Quantities

/// Serves one listener over ZeroMQ, on a thread of its own.
final class ZeroMQServerTransport: ServerTransport {
  private let reactor: Reactor<ServerReactor>
  private let published = Guarded(ServerStatistics())
  let addresses: [String]

  init(
    _ listener: Listener, router: MethodRouter, options: ServerOptions,
    interceptors: [any ServerInterceptor], context: ZeroMQContext
  ) throws(ZeroMQError) {
    let longestRequest = router.methods.map(\.maximumRequestBytes).max() ?? 0
    let socket = try ServerSocket(
      listener, maximumMessageBytes: max(longestRequest, HeaderView.maximumBytes),
      context: context)
    let core = ServerCore(
      router: router, options: options, interceptors: interceptors, link: socket)
    let work = try ServerReactor(
      socket, core: core, security: listener.security, published: published)
    // Commands come from calls under way and their credit, so the queue needs no bound of its own.
    let reactor = Reactor(work, capacity: .max, clock: options.clock)
    core.post = { [weak reactor] command in _ = reactor?.post(command, isRefusable: false) }
    self.reactor = reactor
    addresses = [socket.address]
    reactor.start(name: "mesh server")
  }

  func statistics() -> ServerStatistics { published.withLock { $0 } }

  func beginDrain() { _ = reactor.post(.drain, isRefusable: false) }

  func close() {
    reactor.stop()
    reactor.waitUntilStopped()
  }
}
