import Logging
import Quantities
import Testing

@testable import Runtime

struct ServiceConfigurationTests {
  private let example = """
    service: dip
    listen:
      - ipc:///run/healthmesh/dip.sock
      - tcp://10.0.0.5:7105
    data: data
    log: { level: debug, format: json }
    metrics: { listen: "127.0.0.1:9101" }
    curve:
      secret_key_file: keys/dip.key
      allow_list_file: /etc/healthmesh/allowed.keys
    roles: [local, bureau]
    allow:
      bureau: ["healthmesh.dip.v1.*"]
    peers:
      registry: [ipc:///run/healthmesh/registry.sock]
      gateway: { endpoints: [tcp://10.0.0.4:7100], server_key_file: keys/gateway.pub }
    limits: { calls: 10, drain_seconds: 0 }
    settings: { threads: 2 }
    """

  private func read(
    _ yaml: String, environment: [String: String] = [:], settings: Set<String> = ["threads"]
  ) throws -> (configuration: ServiceConfiguration, folder: String) {
    let folder = try TemporaryFolder()
    let file = try folder.write("dip.yaml", yaml)
    return (
      try ServiceConfiguration.read(
        file: file, service: "dip", settings: settings, environment: environment), folder.path
    )
  }

  private func issues(_ yaml: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try read(yaml, environment: environment)
      return []
    } catch {
      return (error as? Problem)?.details.map { "\($0.key): \($0.value)" } ?? ["\(error)"]
    }
  }

  @Test func everyKeyIsRead() throws {
    let (read, folder) = try read(example)
    var expected = ServiceConfiguration(service: "dip")
    expected.listen = ["ipc:///run/healthmesh/dip.sock", "tcp://10.0.0.5:7105"]
    expected.data = "\(folder)/data"
    expected.logLevel = .debug
    expected.logFormat = .json
    expected.metricsListen = "127.0.0.1:9101"
    expected.curve = ServiceConfiguration.Curve(
      secretKeyFile: "\(folder)/keys/dip.key", allowListFile: "/etc/healthmesh/allowed.keys")
    expected.roles = ["local", "bureau"]
    expected.allow = ["bureau": ["healthmesh.dip.v1.*"]]
    expected.peers = [
      "registry": ServiceConfiguration.Peer(endpoints: ["ipc:///run/healthmesh/registry.sock"]),
      "gateway": ServiceConfiguration.Peer(
        endpoints: ["tcp://10.0.0.4:7100"], serverKeyFile: "\(folder)/keys/gateway.pub"),
    ]
    expected.limits.calls = 10
    expected.limits.drainSeconds = 0
    expected.settings = ["threads": "2"]
    #expect(read == expected)
  }

  /// What `--check-config` prints is itself a configuration, and the same one.
  @Test func whatIsPrintedReadsTheSame() throws {
    let first = try read(example).configuration
    #expect(try read(first.description).configuration == first)
  }

  @Test func anEmptyFileGivesDefaults() throws {
    let configuration = try read("").configuration
    #expect(configuration == ServiceConfiguration(service: "dip"))
    #expect(configuration.allow == ["local": ["*"]])
  }

  @Test func mistakesAreToldWithTheirLines() {
    let found = issues(
      """
      service: registry
      listen: [http://localhost]
      log:
        level: loud
        colour: red
      limits: { calls: 0, drain_seconds: soon }
      metrics: { listen: localhost }
      settings: { thraeds: 2 }
      """)
    #expect(found.contains { $0.hasPrefix("line 1: service is registry") })
    #expect(found.contains { $0.hasPrefix("line 2: endpoint http://localhost") })
    #expect(found.contains { $0.hasPrefix("line 4: log.level is loud") })
    #expect(found.contains("line 5: unknown key log.colour"))
    #expect(found.contains { $0.hasPrefix("line 6: limits.calls is 0") })
    #expect(found.contains { $0.hasPrefix("line 6: limits.drain_seconds is soon") })
    #expect(found.contains { $0.hasPrefix("line 7: metrics.listen") })
    #expect(found.contains("line 8: unknown key settings.thraeds"))
    #expect(found.count == 8)
  }

  @Test func tcpNeedsKeysOrAnExplicitInsecure() throws {
    let tcp = "listen: [tcp://127.0.0.1:7105]"
    #expect(issues(tcp).count == 1)
    #expect(issues(tcp + "\ncurve: { secret_key_file: k }").count == 1)
    #expect(issues(tcp + "\ninsecure: true").isEmpty)
    #expect(issues(tcp + "\ncurve: { secret_key_file: k, allow_list_file: a }").isEmpty)
    #expect(issues("peers: { dip: [tcp://10.0.0.1:7105] }").count == 1)
    #expect(issues("curve: { allow_list_file: a }").count == 1)
  }

  @Test func theEnvironmentGoesFirst() throws {
    let configuration = try read(
      example,
      environment: [
        "HEALTHMESH_LISTEN": "ipc:///a/b.sock, ipc:///c/d.sock", "HEALTHMESH_LOG_LEVEL": "error",
        "HEALTHMESH_DATA": "/srv/dip", "HEALTHMESH_PEERS_REGISTRY": "ipc:///x/y.sock",
        "HEALTHMESH_LIMITS_CALLS": "77", "HEALTHMESH_SETTINGS_THREADS": "4", "PATH": "/bin",
        "HEALTHMESH_LANG": "zh",
      ]
    ).configuration
    #expect(configuration.listen == ["ipc:///a/b.sock", "ipc:///c/d.sock"])
    #expect(configuration.logLevel == .error)
    #expect(configuration.data == "/srv/dip")
    #expect(configuration.peers["registry"]?.endpoints == ["ipc:///x/y.sock"])
    #expect(configuration.peers["gateway"]?.endpoints == ["tcp://10.0.0.4:7100"])
    #expect(configuration.limits.calls == 77)
    #expect(configuration.settings["threads"] == "4")
    #expect(
      issues("", environment: ["HEALTHMESH_LOG_COLOUR": "red"])
        == ["HEALTHMESH_LOG_COLOUR: unknown key log.colour"])
  }

  @Test func brokenYAMLAndMissingFilesAreProblems() {
    #expect(issues("listen: [").count == 1)
    #expect(issues("service: dip\nservice: dip").count == 1)
    #expect(issues("- a\n- b").count == 1)
    #expect(throws: Problem.self) {
      try ServiceConfiguration.read(
        file: "/nowhere/dip.yaml", service: "dip", settings: [], environment: [:])
    }
  }
}
