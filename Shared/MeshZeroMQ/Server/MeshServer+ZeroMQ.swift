import Mesh

extension MeshServer {
  /// Starts a server that listens on each of `listeners`.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for `.local` security on tcp and for addresses that
  ///   libzmq refuses; PERMISSION_DENIED when the folder of an ipc address is not private.
  public static func zeroMQ(
    router: MethodRouter, listeners: [Listener], options: ServerOptions = ServerOptions(),
    interceptors: [any ServerInterceptor] = [], health: HealthRegistry = HealthRegistry(),
    context: ZeroMQContext = .shared
  ) throws -> MeshServer {
    var transports: [any ServerTransport] = []
    do {
      for listener in listeners {
        if case .local = listener.security { try Endpoint.requireLocal(listener.address) }
        try PrivateFolder.prepare(for: listener.address)
        transports.append(
          try ZeroMQServerTransport(
            listener, router: router, options: options, interceptors: interceptors,
            context: context))
      }
    } catch {
      for transport in transports { transport.close() }
      if let error = error as? ZeroMQError { throw RPCError(refusedAddress: error) }
      throw error
    }
    return MeshServer(listeners: transports, health: health, clock: options.clock)
  }
}
