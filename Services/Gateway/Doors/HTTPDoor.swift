import GatewayViews
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Mesh
import Messages
import NIOCore

/// The gateway's HTTP side: JSON calls, file uploads, pages and operations.
public struct HTTPDoor: Sendable {
  private let calls: JSONCalls
  private let uploads: FileUploads
  private let downloads: FileDownloads
  private let pages: ConsolePages
  private let status: MeshStatusView
  private let metrics: @Sendable () -> String
  private let openAPI: [UInt8]

  /// - Parameters:
  ///   - client: of the gateway's own mesh server.
  ///   - metrics: the present state as Prometheus text.
  ///   - openAPI: the document served at `/openapi.json`.
  public init(
    client: MeshClient, status: MeshStatusView, spoolFolder: String, openAPI: [UInt8],
    metrics: @escaping @Sendable () -> String
  ) {
    calls = JSONCalls(client: client)
    uploads = FileUploads(client: client, spoolFolder: spoolFolder)
    downloads = FileDownloads(client: client)
    pages = ConsolePages(client: client, status: status)
    self.status = status
    self.metrics = metrics
    self.openAPI = openAPI
  }

  /// Serves until the task is cancelled; requests under way finish first, within the idle limit.
  public func serve(
    host: String, port: Int, limits: HTTPLimits, logger: Logger,
    started: @escaping @Sendable (Int) async -> Void
  ) async throws {
    // Its errors are connections that ended with the door; failed calls are logged by the mesh.
    var logger = logger
    logger.logLevel = .critical
    let idle = TimeAmount(limits.idle)
    let application = Application(
      router: router,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [StalledAnswers(limit: idle)], idleTimeout: idle)),
      configuration: .init(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(
          limits.connections, logger: logger)),
      onServerRunning: { channel in await started(channel.localAddress?.port ?? port) },
      logger: logger)
    try await application.run()
  }

  var router: Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: LocalHostOnly())
    router.get("/") { request, _ in await pages.home(request) }
    router.get("/explain") { request, _ in await pages.explain(request) }
    router.get("/simulate") { request, _ in await pages.simulate(request) }
    router.get("/institution") { request, _ in await pages.institution(request) }
    router.get("/reports") { request, _ in await pages.reports(request) }
    router.get("/:page") { request, _ in pages.unknown(request) }
    router.get("/healthz") { _, _ in Self.text("ok\n") }
    router.get("/readyz") { _, _ in await readiness() }
    router.get("/metrics") { _, _ in
      Self.text(metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
    router.get("/openapi.json") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: openAPI)))
    }
    router.post("/v1/:service/:method") { request, context in
      await Self.answer(request) { () throws(RPCError) in
        try await calls.answer(
          request, service: context.parameters.get("service") ?? "",
          method: context.parameters.get("method") ?? "")
      }
    }
    router.get("/v1/files/:service/:method") { request, context in
      await Self.answer(request) { () throws(RPCError) in
        try await downloads.answer(
          request, service: context.parameters.get("service") ?? "",
          method: context.parameters.get("method") ?? "")
      }
    }
    router.post("/v1/files/:service/:method") { request, context in
      await Self.answer(request) { () throws(RPCError) in
        try await uploads.answer(
          request, service: context.parameters.get("service") ?? "",
          method: context.parameters.get("method") ?? "",
          fileName: request.uri.queryParameters.get("name") ?? "upload.csv")
      }
    }
    return router
  }

  private static func answer(
    _ request: Request, _ body: () async throws(RPCError) -> Response
  ) async -> Response {
    do throws(RPCError) {
      return try await body()
    } catch {
      return ProblemDocument(error, for: request).response
    }
  }

  /// Ready when every service serves; which one does not is in the answer.
  private func readiness() async -> Response {
    let status = await status.status()
    var text = JSONText()
    text.object { members in
      members.member("ready", status.complete)
      members.member("services") { services in
        for service in status.services { services.member(service.service, service.state) }
      }
    }
    return Response(
      status: status.complete ? .ok : .serviceUnavailable,
      headers: [.contentType: "application/json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
  }

  private static func text(
    _ text: String, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// Refuses requests that name another host. A page of a stranger's site may make a browser on this
/// machine resolve the stranger's name to it (DNS rebinding); such a request carries that name.
struct LocalHostOnly: RouterMiddleware {
  typealias Context = BasicRequestContext

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let authority = request.head.authority ?? ""
    let host =
      authority.hasPrefix("[")
      ? String(authority.prefix { $0 != "]" }) + "]"
      : String(authority.prefix { $0 != ":" })
    guard ["127.0.0.1", "localhost", "[::1]"].contains(host.lowercased()) else {
      return ProblemDocument(
        RPCError(
          .permissionDenied, reason: "GATEWAY_HOST_REFUSED",
          zh: "该 HTTP 入口只接受发往本机的请求。",
          en: "This HTTP door accepts requests to this machine only.",
          remedyZh: "请在反向代理中将 Host 设为 127.0.0.1。",
          remedyEn: "Let the reverse proxy set Host to 127.0.0.1."), for: request
      ).response
    }
    return try await next(request, context)
  }
}
