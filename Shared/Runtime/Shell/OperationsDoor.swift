import Glibc
import Mesh
import Quantities

/// Answers `/metrics`, `/healthz` and `/readyz` over HTTP on a port of its own, for Prometheus and
/// for those who supervise the process. One short request at a time, each with two seconds to
/// state itself: whoever needs more is not one of them.
final class OperationsDoor: Sendable {
  /// `host:port` it listens on, the port filled in when the configuration left it open.
  let address: String
  private let socket: Guarded<Int32>
  private let metrics: PrometheusMetrics
  private let health: HealthRegistry

  private static let maximumRequestBytes = 8 << 10
  private static let timeoutSeconds = 2

  /// - Throws: `OPERATIONS_LISTEN` when the address is taken or not this machine's.
  init(
    listen: HostAndPort, metrics: PrometheusMetrics, health: HealthRegistry
  ) throws(Problem) {
    let bound = try Self.bind(listen)
    address = "\(listen.host):\(bound.port)"
    socket = Guarded(bound.socket)
    self.metrics = metrics
    self.health = health
    let listening = bound.socket
    NamedThread.start("operations") { [weak self] in
      while let self, let connection = Self.accept(listening) { self.answer(connection) }
    }
  }

  func close() {
    socket.withLock { socket in
      guard socket >= 0 else { return }
      // Wakes the thread out of its accept, which then ends.
      shutdown(socket, Int32(SHUT_RDWR))
      Glibc.close(socket)
      socket = -1
    }
  }

  deinit { close() }

  private static func bind(_ listen: HostAndPort) throws(Problem) -> (socket: Int32, port: UInt16) {
    let file = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var one: Int32 = 1
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = listen.port.bigEndian
    inet_pton(AF_INET, listen.host, &address.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        Glibc.bind(file, generic, length) == 0 && Glibc.listen(file, 16) == 0
          && getsockname(file, generic, &length) == 0
      }
    }
    guard isBound else {
      let reason = String(cString: strerror(errno))
      Glibc.close(file)
      throw Problem(
        .unavailable, "OPERATIONS_LISTEN",
        zh: "无法监听 \(listen.host):\(listen.port)：\(reason)。",
        en: "Cannot listen on \(listen.host):\(listen.port): \(reason).",
        remedyZh: "请更换 metrics.listen 的地址或端口。",
        remedyEn: "Choose another address or port for metrics.listen.")
    }
    return (file, UInt16(bigEndian: address.sin_port))
  }

  private static func accept(_ listening: Int32) -> Int32? {
    while true {
      let connection = Glibc.accept(listening, nil, nil)
      if connection >= 0 { return connection }
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  private func answer(_ connection: Int32) {
    defer { Glibc.close(connection) }
    var limit = timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    guard let path = Self.requestPath(connection) else { return }
    let (status, body) = response(path)
    let text =
      "HTTP/1.1 \(status)\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
      + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n" + body
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func response(_ path: String) -> (status: String, body: String) {
    switch path {
    case "/metrics": ("200 OK", metrics.text())
    case "/healthz": ("200 OK", "ok\n")
    case "/readyz":
      health.status(of: "") == .serving
        ? ("200 OK", "ready\n\(copies)") : ("503 Service Unavailable", "not ready\n\(copies)")
    default: ("404 Not Found", "/metrics, /healthz, /readyz\n")
    }
  }

  /// A line for each copy of another service's data: a service that works with an old copy is ready.
  private var copies: String {
    health.copies.map { copy in
      let asOf = copy.asOf.isEmpty ? "none yet" : "as of sequence \(copy.sequence), \(copy.asOf)"
      return
        "copy of \(copy.source): \(asOf), \(copy.isFollowing ? "following" : "not following")\n"
    }.joined()
  }

  /// The path of a GET; nil when the caller does not state one in time.
  private static func requestPath(_ connection: Int32) -> String? {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 2048)
    while !request.contains(UInt8(ascii: "\n")) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0, request.count + count <= maximumRequestBytes else { return nil }
      request += buffer[..<count]
    }
    let words = String(decoding: request.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
      .split(separator: " ")
    guard words.count == 3, words[0] == "GET" else { return nil }
    return words[1].split(separator: "?").first.map(String.init)
  }
}
