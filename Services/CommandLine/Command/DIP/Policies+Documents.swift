import ArgumentParser
import Contract
import DIPDomain
import Mesh
import Messages
import Quantities

/// What a person does with policy documents before any of them is stored.
extension Policies {
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a policy document; every error with line and column. Needs no mesh.")
    @OptionGroup var output: OutputOptions
    @Flag(help: "Also list every choice: what the document decides, and why a default holds.")
    var choices = false
    @Argument(help: "The YAML file.") var file: String

    func run() async throws {
      let text = try PolicyText.read(file)
      var policy: DIPDomain.Policy?
      var issues: [PolicyIssue] = []
      do throws(PolicyRefusal) {
        let document = try PolicyDocument(yaml: text)
        (policy, issues) = (document.policy, document.remarks)
      } catch {
        issues = error.issues
      }
      let listed = choices ? policy?.choices ?? [] : []
      if output.json {
        Terminal.line(
          PolicyListing.json(acceptable: policy != nil, issues: issues, choices: listed))
      } else {
        PolicyText.write(issues, file: file)
        for choice in listed { Self.write(choice) }
        if policy != nil {
          Terminal.line(Terminal.language("政策有效。", "The policy is valid."))
        }
      }
      if policy == nil { throw ArgumentParser.ExitCode(65) }
    }

    /// `点值：支付比例范围 = 全区统一（缺省：…）  [point_value.pay_ratio_scope]`
    private static func write(_ choice: PolicyChoice) {
      let word = Terminal.language
      let source =
        choice.isDefault
        ? word("（缺省：\(choice.reason.zh)）", " (default: \(choice.reason.en))") : ""
      Terminal.line("\(word(choice.label)) = \(word(choice.value))\(source)  [\(choice.key)]")
    }
  }

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What differs between two policies, in words.",
      discussion: """
        Each side is a YAML file, or a stored policy as NAME or NAME:VERSION; only the latter needs \
        the mesh. Layout, comments and defaults that one side writes out are no difference.
        """)
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "What was: a file, or NAME[:VERSION].") var before: String
    @Argument(help: "What is: a file, or NAME[:VERSION].") var after: String

    func run() async throws {
      let differences = PolicyDifference.between(
        try await document(before), try await document(after))
      if connection.output.json {
        return Terminal.line(PolicyListing.json(differences: differences))
      }
      for difference in differences {
        Terminal.line("\(Terminal.language(difference.sentence))  [\(difference.key)]")
      }
      if differences.isEmpty {
        Terminal.line(Terminal.language("两份政策的含义相同。", "Both policies mean the same."))
      }
    }

    private func document(_ side: String) async throws -> PolicyDocument {
      let text = PolicyText.isFile(side) ? try PolicyText.read(side) : try await stored(side)
      do throws(PolicyRefusal) {
        return try PolicyDocument(yaml: text)
      } catch {
        PolicyText.write(error.issues, file: side)
        throw ArgumentParser.ExitCode(65)
      }
    }

    private func stored(_ side: String) async throws -> String {
      let parts = side.split(separator: ":", maxSplits: 1)
      var request = Dip.GetPolicyRequest()
      request.name = String(parts.first ?? "")
      if parts.count == 2 {
        guard let version = UInt32(parts[1]) else {
          throw ValidationError("\(side) is neither a file nor NAME:VERSION")
        }
        request.version = version
      }
      let client = try connection.client()
      defer { client.close() }
      let answer = try await DipPoliciesClient(client: client).getPolicy(request)
      return String(decoding: answer.yaml, as: UTF8.self)
    }
  }

  struct Schema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The JSON Schema (2020-12) of policy documents, for editors.")

    func run() async throws {
      Terminal.bytes(Array(PolicySchema.json().utf8))
    }
  }
}

/// Policy documents on this machine.
enum PolicyText {
  static func isFile(_ path: String) -> Bool {
    (try? WholeFile.read(path)) != nil
  }

  /// - Throws: `DIP_POLICY_NOT_UTF8`; as reading a file.
  static func read(_ path: String) throws(Problem) -> String {
    guard let text = String(validating: try WholeFile.read(path), as: UTF8.self) else {
      throw Problem(
        .invalidInput, "DIP_POLICY_NOT_UTF8", zh: "\(path) 不是 UTF-8 编码。",
        en: "\(path) is not UTF-8.", remedyZh: "请另存为 UTF-8。", remedyEn: "Save it as UTF-8.")
    }
    return text
  }

  static func write(_ issues: [PolicyIssue], file: String) {
    for issue in issues {
      PolicyIssueLine(
        isError: issue.isError, place: "\(file):\(issue.line):\(issue.column)", path: issue.path,
        code: issue.code, message: Terminal.language(issue.message),
        remedy: Terminal.language(issue.remedy)
      ).write()
    }
  }
}
