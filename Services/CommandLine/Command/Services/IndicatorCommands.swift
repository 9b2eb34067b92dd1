import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh indicator …`: targets and whether they are met.
struct IndicatorCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indicator", abstract: "Indicators (指标监测): define, import, evaluate.",
    subcommands: [Define.self, Import.self, Evaluate.self])

  struct Define: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store elements, indicators and targets from JSON files.",
      discussion:
        "Each file holds the request of the method as proto3 JSON, as in Deploy/indicators.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "PutElementsRequest as JSON.") var elements: String?
    @Option(help: "PutIndicatorsRequest as JSON.") var indicators: String?
    @Option(help: "PutTargetsRequest as JSON.") var targets: String?

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let definitions = IndicatorDefinitionsClient(client: client)
      let word = Terminal.language
      if let elements {
        let stored = try await definitions.putElements(JSONInput.read(elements)).stored
        Terminal.line(word("数据元 \(stored)", "\(stored) elements"))
      }
      if let indicators {
        let stored = try await definitions.putIndicators(JSONInput.read(indicators)).stored
        Terminal.line(word("指标 \(stored)", "\(stored) indicators"))
      }
      if let targets {
        let stored = try await IndicatorTargetsClient(client: client)
          .putTargets(JSONInput.read(targets)).stored
        Terminal.line(word("目标 \(stored)", "\(stored) targets"))
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import observations: element, subject, period, value, reporter.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The CSV file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let report = try await TableUpload(client: client).run(
        FileUpload(file), to: IndicatorObservationsMethods.import)
      try ImportSummary(report).write(connection.output)
    }
  }

  struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Judge the targets of an area or institution for a period.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Area or institution code.") var subject: String
    @Argument(help: "2025, 2025Q1, 2025-03, 2025W12 or 2025-03-31.") var period: String
    @Option(parsing: .upToNextOption, help: "Parts that roll up into it, for example its counties.")
    var parts: [String] = []

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await IndicatorTargetsClient(client: client).evaluate(
        Indicators.EvaluateRequest(subject: subject, period: period, parts: parts))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      for evaluation in answer.evaluations { Terminal.line(EvaluationText.line(evaluation)) }
      Terminal.line(
        Terminal.language(
          "达标 \(answer.met)，未达标 \(answer.notMet)，无法评价 \(answer.notEvaluable)",
          "\(answer.met) met, \(answer.notMet) not met, \(answer.notEvaluable) not evaluable"))
    }
  }
}

/// One judged target on a line.
enum EvaluationText {
  static func line(_ evaluation: Indicators.Evaluation) -> String {
    let target = evaluation.target ?? Indicators.Target()
    let word = Terminal.language
    switch evaluation.verdict {
    case .met: return "✓ \(target.id)  \(target.indicator)  \(evaluation.value)"
    case .notMet:
      return
        "✗ \(target.id)  \(target.indicator)  \(evaluation.value)  \(word("差距", "gap")) \(evaluation.gap)"
    default:
      return "? \(target.id)  \(target.indicator)  \(Terminal.said(evaluation.explanation))"
    }
  }
}
