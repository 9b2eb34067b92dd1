import ArgumentParser
import Contract
import Mesh
import Messages

/// `healthmesh policy …`: the policy documents of DIP.
struct Policies: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Policy documents (DIP 政策): check, compare, change, describe, put, list.",
    subcommands: [Check.self, Diff.self, Edit.self, Schema.self, Put.self, List.self])

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store a policy document as a new version.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The YAML file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.PutPolicyRequest()
      request.yaml = try WholeFile.read(file)
      let answer = try await DipPoliciesClient(client: client).putPolicy(request)
      if connection.output.json { Terminal.line(try answer.jsonText()) }
      guard let policy = answer.policy else {
        if !connection.output.json { PolicyIssues(file: file, issues: answer.issues).write() }
        throw ArgumentParser.ExitCode(65)
      }
      if !connection.output.json {
        PolicyIssues(file: file, issues: answer.issues).write()
        let state =
          answer.unchanged
          ? Terminal.language("未变", "unchanged") : Terminal.language("已保存", "stored")
        Terminal.line("\(policy.name) v\(policy.version) \(state)  \(policy.hash.prefix(12))")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the stored policies.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this region's.") var region = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ListPoliciesRequest()
      request.region = region
      request.pageSize = 1000
      let answer = try await DipPoliciesClient(client: client).listPolicies(request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let word = Terminal.language
      var table = TextTable([
        (word("政策", "Policy"), .left), (word("版本", "Version"), .right),
        (word("地区", "Region"), .left), (word("年度", "Year"), .right),
        (word("病种目录", "Catalogue"), .left), (word("摘要", "Hash"), .left),
      ])
      for policy in answer.policies {
        table.append([
          policy.name, "\(policy.version)", policy.region, "\(policy.year)", policy.catalogue,
          String(policy.hash.prefix(12)),
        ])
      }
      Terminal.line(table.text)
    }
  }
}

/// What is wrong with a policy as a service says it.
struct PolicyIssues {
  let file: String
  let issues: [Dip.PolicyIssue]

  func write() {
    for issue in issues {
      PolicyIssueLine(
        isError: issue.error, place: "\(file):\(issue.line):\(issue.column)", path: issue.path,
        code: issue.code, message: Terminal.said(issue.message),
        remedy: Terminal.said(issue.remedy)
      ).write()
    }
  }
}

/// One thing wrong or remarkable in a document, in the form compilers use.
struct PolicyIssueLine {
  var isError: Bool
  var place: String
  var path: String
  var code: String
  var message: String
  var remedy: String

  func write() {
    let kind = isError ? Terminal.language("错误", "error") : Terminal.language("警告", "warning")
    // Most messages name the key themselves.
    let key = path.isEmpty || message.contains(path) ? "" : "\(path): "
    Terminal.error("\(place): \(kind): \(key)\(message)  [\(code)]")
    if !remedy.isEmpty { Terminal.error("  → \(remedy)") }
  }
}
