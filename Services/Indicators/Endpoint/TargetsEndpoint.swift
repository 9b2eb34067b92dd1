import Contract
import IndicatorsDomain
import IndicatorsStorage
import Mesh
import Messages
import Quantities
import Store

/// Targets and their evaluation over the mesh.
struct TargetsEndpoint: IndicatorTargets {
  let database: Database

  func putTargets(
    _ request: Indicators.PutTargetsRequest, context: ServerContext
  ) async throws -> Indicators.PutTargetsResponse {
    let targets = try request.targets.map { try Target($0) }
    try await database.write { try DefinitionTables.put(targets, in: $0) }
    var response = Indicators.PutTargetsResponse()
    response.stored = UInt32(targets.count)
    return response
  }

  func listTargets(
    _ request: Indicators.ListTargetsRequest, context: ServerContext
  ) async throws -> Indicators.ListTargetsResponse {
    var response = Indicators.ListTargetsResponse()
    response.targets = try await database.read {
      try DefinitionTables.targets(
        subject: request.subject.isEmpty ? nil : request.subject,
        indicator: request.indicator.isEmpty ? nil : request.indicator, in: $0)
    }.map(\.message)
    return response
  }

  func evaluate(
    _ request: Indicators.EvaluateRequest, context: ServerContext
  ) async throws -> Indicators.EvaluateResponse {
    let period = try ReportingPeriod(parsing: request.period)
    let evaluations = try await database.read { connection in
      try Self.evaluate(request.subject, in: period, parts: request.parts, connection)
    }
    var response = Indicators.EvaluateResponse()
    response.evaluations = try evaluations.map { try $0.message }
    for evaluation in response.evaluations {
      switch evaluation.verdict {
      case .met: response.met += 1
      case .notMet: response.notMet += 1
      default: response.notEvaluable += 1
      }
    }
    return response
  }

  private static func evaluate(
    _ subject: String, in period: ReportingPeriod, parts: [String], _ connection: Connection
  ) throws -> [TargetEvaluation] {
    let targets = try DefinitionTables.targets(subject: subject, indicator: nil, in: connection)
    let indicators = Dictionary(
      uniqueKeysWithValues: try DefinitionTables.indicators(in: connection).map { ($0.code, $0) })
    let elements = Dictionary(
      uniqueKeysWithValues: try DefinitionTables.elements(in: connection).map { ($0.code, $0) })
    let needed = Set(targets.flatMap { indicators[$0.indicator]?.elements ?? [] })
    let observations = try ObservationTable.current(
      elements: needed, subjects: parts.isEmpty ? [subject] : parts, in: connection)
    let evaluator = TargetEvaluator(elements: elements, values: ElementValues(observations))
    return try targets.map { target in
      guard let indicator = indicators[target.indicator] else {
        throw IndicatorProblem.unknownIndicator(target.indicator, in: target.id)
      }
      return try evaluator.evaluate(target, indicator, in: period, parts: parts)
    }
  }
}
