import ArgumentParser
import DIPDomain
import Quantities

extension Policies {
  /// `healthmesh policy edit`: a document with some keys changed, for a region that starts from a
  /// policy that ships.
  struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a policy document with other values for some keys. Needs no mesh.",
      discussion: """
        The result is checked as `policy check` does; comments and layout of the original are lost.

          healthmesh policy edit Deploy/policies/taian.yaml --set year=2025 --set region=990100 \
        --out taian-2025.yaml
        """)
    @OptionGroup var output: OutputOptions
    @Argument(help: "The YAML file.") var file: String
    @Option(
      name: .customLong("set"),
      help: "key=value, for example coefficients.level.3=1.02; no value takes the key out.")
    var changes: [String] = []
    @Option(help: "The file to write; by default standard output.") var out: String?

    func validate() throws {
      guard !changes.isEmpty else { throw ValidationError("state --set key=value") }
      if changes.contains(where: { !$0.contains("=") }) {
        throw ValidationError("--set wants key=value, for example year=2025")
      }
    }

    func run() throws {
      let edits = changes.map { change in
        let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return PolicyEdit(key: String(parts[0]), value: String(parts[1]))
      }
      let text = try PolicyEdit.apply(edits, to: PolicyText.read(file))
      do throws(PolicyRefusal) {
        let document = try PolicyDocument(yaml: text)
        PolicyText.write(document.remarks, file: out ?? file)
      } catch {
        PolicyText.write(error.issues, file: out ?? file)
        throw ArgumentParser.ExitCode(65)
      }
      guard let out else { return Terminal.bytes(Array(text.utf8)) }
      try ReportText.write(Array(text.utf8), to: out)
      if output.json {
        return Terminal.line(PolicyListing.json(acceptable: true, issues: [], choices: []))
      }
      Terminal.error(Terminal.language("已写入 \(out)", "written: \(out)"))
    }
  }
}
