import ArgumentParser

/// `healthmesh dip …`: settlement of DIP cases.
struct DIP: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "DIP payment (按病种分值付费): settle, statement, explain, estimate, months, reports.",
    subcommands: [
      Settle.self, Runs.self, StatementCommand.self, Explain.self, Estimate.self, Sync.self,
      SpecialCases.self, MonthCommand.self, MonthsCommand.self, Close.self, Adjust.self,
      ClosingCommand.self, PackageCommand.self,
      ResultsCommand.self, ReportCommand.self, ReconcileCommand.self, SensitivityCommand.self,
      Simulate.self,
      Measure.self, YearStart.self,
    ])
}
