import ArgumentParser

/// The command line that every service understands.
struct ServiceArguments: ParsableArguments {
  @Option(name: .long, help: "YAML file with the configuration. 配置文件。")
  var config: String?

  @Flag(name: .long, help: "Print the effective configuration and exit. 打印生效的配置后退出。")
  var checkConfig = false

  @Flag(name: .long, help: "Print the version and exit. 打印版本后退出。")
  var version = false
}
