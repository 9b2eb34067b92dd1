import ArgumentParser

/// `healthmesh dip …`: settlement of DIP cases.
struct DIP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "DIP payment (按病种分值付费): settle, statement, explain, estimate, reports.",
    subcommands: [
      Settle.self, Runs.self, StatementCommand.self, Explain.self, Estimate.self, Sync.self,
      ResultsCommand.self, ReportCommand.self, ReconcileCommand.self, SensitivityCommand.self,
      Measure.self,
    ])
}
