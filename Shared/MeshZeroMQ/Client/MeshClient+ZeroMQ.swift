import Mesh

extension MeshClient {
  /// A client of the servers at `endpoints` (`tcp://…`, `ipc://…`, `inproc://…`), which all serve
  /// the same methods. It connects in the background: the first calls wait for that.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT when an endpoint is tcp to another machine and `security`
  ///   is `.local`: CURVE, or an explicit `.insecure`; or when libzmq refuses an address.
  public static func zeroMQ(
    endpoints: [String], security: ClientSecurity, options: ClientOptions = ClientOptions(),
    interceptors: [any ClientInterceptor] = [], context: ZeroMQContext = .shared
  ) throws -> MeshClient {
    guard !endpoints.isEmpty else {
      throw RPCError(
        .invalidArgument, reason: "MESH_NO_ENDPOINT", zh: "未配置任何端点。",
        en: "No endpoint is configured.")
    }
    for endpoint in endpoints {
      if case .local = security { try Endpoint.requireLocal(endpoint) }
    }
    do throws(ZeroMQError) {
      let transport = try ZeroMQClientTransport(
        addresses: endpoints, security: security, options: options, context: context)
      return MeshClient(transport: transport, options: options, interceptors: interceptors)
    } catch {
      throw RPCError(refusedAddress: error)
    }
  }
}
