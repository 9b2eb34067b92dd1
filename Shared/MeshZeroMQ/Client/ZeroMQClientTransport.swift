import Mesh
import Quantities

/// Carries a client's calls over ZeroMQ: one thread for all its endpoints.
final class ZeroMQClientTransport: ClientTransport {
  private let reactor: Reactor<ClientReactor>
  private let states: Guarded<[EndpointState]>

  init(
    addresses: [String], security: ClientSecurity, options: ClientOptions, context: ZeroMQContext
  ) throws(ZeroMQError) {
    var connections: [ClientConnection] = []
    for address in addresses {
      let connection = ClientConnection(
        address: address, security: security,
        maximumMessageBytes: max(options.maximumReplyBytes, HeaderView.maximumBytes),
        context: context)
      try connection.open()
      connections.append(connection)
    }
    let sockets = ClientSockets(connections, clock: options.clock)
    let core = ClientCore(addresses: addresses, options: options, link: sockets)
    states = Guarded(core.states)
    let work = ClientReactor(sockets, core: core, states: states)
    reactor = Reactor(work, capacity: options.maximumQueuedCalls, clock: options.clock)
    reactor.start(name: "mesh client")
  }

  func post(_ command: ClientCommand) -> Bool {
    if case .start = command { return reactor.post(command, isRefusable: true) }
    return reactor.post(command, isRefusable: false)
  }

  func endpointStates() -> [EndpointState] { states.withLock { $0 } }

  var executor: any TaskExecutor { reactor.executor }

  func close() { reactor.stop() }
}
