import Glibc
import Logging
import Quantities

extension ServiceConfiguration {
  /// Reads a file and the environment.
  ///
  /// - Parameters:
  ///   - service: the program that reads it; a file for another one is refused.
  ///   - settings: names that this service understands below `settings`.
  /// - Throws: `CONFIG_UNREADABLE`, `CONFIG_INVALID` with every issue and its line.
  public static func read(
    file: String?, service: String, settings: Set<String>, environment: [String: String]
  ) throws(Problem) -> ServiceConfiguration {
    var entries: [String: ConfigurationEntry] = [:]
    if let file {
      let folder = try absolute(folderOf(file))
      entries = try ConfigurationFile.entries(yaml: text(of: file), file: file, folder: folder)
    }
    let overrides = EnvironmentOverrides.entries(environment, folder: try absolute("."))
    for (path, entry) in overrides { entries[path] = entry }
    return try read(entries, service: service, settings: settings)
  }

  static func read(
    _ entries: [String: ConfigurationEntry], service: String, settings known: Set<String>
  ) throws(Problem) -> ServiceConfiguration {
    var reader = ConfigurationReader(entries)
    var configuration = ServiceConfiguration(service: service)
    let servicePlace = reader.place("service")
    if let named = reader.text("service"), named != service {
      reader.refuse(servicePlace, "service is \(named), but this program is \(service)")
    }
    configuration.readBasics(&reader)
    configuration.readSecurity(&reader)
    configuration.readPeers(&reader)
    configuration.readLimits(&reader)
    for name in reader.names(below: "settings") where known.contains(name) {
      configuration.settings[name] = reader.text("settings.\(name)")
    }
    try reader.finish()
    return configuration
  }

  private mutating func readBasics(_ reader: inout ConfigurationReader) {
    let place = reader.place("listen")
    listen = reader.list("listen") ?? []
    for endpoint in listen { Self.check(endpoint, place, &reader) }
    data = reader.path("data")
    dataKeys = reader.path("data_keys")
    let levels = Logger.Level.allCases.map { ($0.rawValue, $0) }
    logLevel = reader.choice("log.level", Dictionary(uniqueKeysWithValues: levels)) ?? logLevel
    logFormat = reader.choice("log.format", ["plain": .plain, "json": .json]) ?? logFormat
    let metricsPlace = reader.place("metrics.listen")
    metricsListen = reader.text("metrics.listen")
    if let metricsListen, HostAndPort(metricsListen) == nil {
      reader.refuse(metricsPlace, "metrics.listen must be host:port with a numeric host")
    }
  }

  private mutating func readSecurity(_ reader: inout ConfigurationReader) {
    let secretPlace = reader.place("curve.secret_key_file")
    let allowListPlace = reader.place("curve.allow_list_file")
    let secret = reader.path("curve.secret_key_file")
    let allowList = reader.path("curve.allow_list_file")
    if let secret {
      curve = Curve(secretKeyFile: secret, allowListFile: allowList)
    } else if allowList != nil {
      reader.refuse(allowListPlace, "curve.allow_list_file needs curve.secret_key_file")
    }
    insecure = reader.flag("insecure") ?? insecure
    if insecure, curve != nil {
      reader.refuse(secretPlace, "insecure and curve exclude each other")
    }
    if listen.contains(where: { $0.hasPrefix("tcp://") }), !insecure, curve?.allowListFile == nil {
      reader.refuse(
        secretPlace,
        "listening on tcp needs curve.secret_key_file and curve.allow_list_file, or insecure: true")
    }
    roles = reader.list("roles").map(Set.init) ?? roles
    let grants = reader.names(below: "allow")
    if !grants.isEmpty { allow = [:] }
    for role in grants { allow[role] = reader.list("allow.\(role)") ?? [] }
  }

  private mutating func readPeers(_ reader: inout ConfigurationReader) {
    for name in reader.names(below: "peers") {
      let long = "peers.\(name).endpoints"
      let place = reader.place(reader.has(long) ? long : "peers.\(name)")
      let serverKeyFile = reader.path("peers.\(name).server_key_file")
      let short = reader.list("peers.\(name)")
      guard let endpoints = reader.list(long) ?? short, !endpoints.isEmpty else {
        reader.refuse(place, "peers.\(name) needs endpoints")
        continue
      }
      for endpoint in endpoints { Self.check(endpoint, place, &reader) }
      let usesTCP = endpoints.contains { $0.hasPrefix("tcp://") }
      if usesTCP, !insecure, serverKeyFile == nil || curve == nil {
        reader.refuse(
          place, "peers.\(name) on tcp needs its server_key_file and curve.secret_key_file here")
      }
      peers[name] = Peer(endpoints: endpoints, serverKeyFile: serverKeyFile)
    }
  }

  private mutating func readLimits(_ reader: inout ConfigurationReader) {
    let defaults = Limits()
    limits.calls = reader.number("limits.calls", in: 1...65_536) ?? defaults.calls
    limits.callsPerCaller =
      reader.number("limits.calls_per_caller", in: 1...65_536) ?? defaults.callsPerCaller
    limits.bytesInFlight =
      reader.number("limits.bytes_in_flight", in: 1 << 20...1 << 40) ?? defaults.bytesInFlight
    limits.drainSeconds =
      reader.number("limits.drain_seconds", in: 0...3600) ?? defaults.drainSeconds
    limits.uploadBytes =
      reader.number("limits.upload_bytes", in: 1...1 << 40) ?? defaults.uploadBytes
    limits.idempotencyDays =
      reader.number("limits.idempotency_days", in: 1...3650) ?? defaults.idempotencyDays
  }

  private static func check(
    _ endpoint: String, _ place: String, _ reader: inout ConfigurationReader
  ) {
    if endpoint.hasPrefix("ipc:///"), endpoint.utf8.count > "ipc:///".utf8.count { return }
    if endpoint.hasPrefix("tcp://"), endpoint.dropFirst("tcp://".count).contains(":") { return }
    reader.refuse(place, "endpoint \(endpoint) must be ipc:///absolute/path or tcp://host:port")
  }
}

extension ServiceConfiguration {
  private static let maximumFileBytes = 1 << 20

  private static func text(of file: String) throws(Problem) -> String {
    guard let bytes = SmallFile.read(file, limit: maximumFileBytes),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw unreadable(file) }
    return text
  }

  private static func folderOf(_ file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  private static func absolute(_ folder: String) throws(Problem) -> String {
    guard let resolved = realpath(folder, nil) else { throw unreadable(folder) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func unreadable(_ file: String) -> Problem {
    Problem(
      .notFound, "CONFIG_UNREADABLE",
      zh: "无法读取配置文件 \(file)。", en: "The configuration file \(file) cannot be read.",
      remedyZh: "请检查路径、权限与 UTF-8 编码。",
      remedyEn: "Check the path, its permissions and that it is UTF-8.",
      details: [Problem.Detail("file", file)])
  }
}
