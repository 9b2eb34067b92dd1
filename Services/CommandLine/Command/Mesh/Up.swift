import ArgumentParser
import Contract
import Glibc
import LocalMesh
import Mesh
import Messages
import Quantities
import Runtime

/// `healthmesh up`: the whole mesh on this machine until Ctrl-C.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the five services on this machine until Ctrl-C.",
    discussion: """
      Configuration files, sockets, databases and keys live below --data. Ctrl-C ends all in order: \
      calls under way finish first.
      """)

  @OptionGroup var place: PlaceOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "Port of the HTTP door on 127.0.0.1; 0 takes a free one.") var http = 8420
  @Option(
    help: ArgumentHelp(
      "Also listen for bureau tools on tcp with CURVE.", valueName: "tcp://host:port"))
  var listen: String?
  @Option(help: "Key pair of the gateway for --listen, made by `healthmesh keys new`.")
  var key: String?
  @Option(help: "Allow-list for --listen, made by `healthmesh keys allow`.") var allow: String?
  @Option(help: "trace, debug, info, notice, warning, error.") var logLevel = "info"

  func validate() throws {
    if listen != nil, key == nil || allow == nil {
      throw ValidationError("--listen needs --key and --allow")
    }
  }

  func run() async throws {
    var options = LocalMeshOptions(executables: ProgramFolder.path)
    options.httpPort = http
    options.logLevel = logLevel
    if let listen, let key, let allow {
      options.bureauDoor = .init(
        endpoint: listen, serverKeyFile: PlaceOptions.absolute(key),
        allowListFile: PlaceOptions.absolute(allow))
    }
    let signals = TerminationSignals.stream()
    let mesh = LocalMesh(layout: try place.layout(), options: options, log: LogLine.write)
    try await mesh.start()
    let address = await mesh.httpAddress
    Terminal.error(
      Terminal.language(
        "网格已就绪：\(address)/   数据：\(mesh.layout.root)   按 Ctrl-C 结束",
        "The mesh is ready: \(address)/   data: \(mesh.layout.root)   Ctrl-C ends it"))
    for await _ in signals { break }
    Terminal.error(Terminal.language("正在结束……", "ending …"))
    await mesh.stop()
  }
}

/// A child's log line with the child's name before it.
enum LogLine {
  @Sendable static func write(_ process: MeshProcess, _ line: String) {
    let name = process.rawValue
    Terminal.error(name + String(repeating: " ", count: 12 - name.count) + line)
  }
}

/// The folder that this program was started from: the services are beside it.
enum ProgramFolder {
  static var path: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let whole = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    let parts = String(decoding: whole, as: UTF8.self).split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }
}

/// `healthmesh status`: which services answer.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Which services answer, and how fast.")
  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let status = try await AggregatedViewsClient(client: client).getStatus(
      .init(), options: CallOptions(timeout: .seconds(3), retry: .never))
    if connection.output.json {
      Terminal.line(try status.jsonText())
    } else {
      let word = Terminal.language
      var table = TextTable([
        (word("服务", "Service"), .left), (word("状态", "State"), .left),
        (word("应答（µs）", "Answered (µs)"), .right),
      ])
      for service in status.services {
        table.append([
          service.service, service.state,
          service.tookMicroseconds == 0 ? "" : "\(service.tookMicroseconds)",
        ])
      }
      Terminal.line(table.text)
      if let http = try connection.place.layout().runningHTTPAddress {
        Terminal.line("http://\(http)/")
      }
    }
    if !status.complete { throw ArgumentParser.ExitCode(69) }
  }
}
