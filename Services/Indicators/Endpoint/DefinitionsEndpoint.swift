import Contract
import IndicatorsDomain
import IndicatorsStorage
import Mesh
import Messages
import Store

/// Elements and indicators over the mesh.
struct DefinitionsEndpoint: IndicatorDefinitions {
  let database: Database

  func putElements(
    _ request: Indicators.PutElementsRequest, context: ServerContext
  ) async throws -> Indicators.PutElementsResponse {
    let elements = try request.elements.map { try Element($0) }
    try await database.write { try DefinitionTables.put(elements, in: $0) }
    var response = Indicators.PutElementsResponse()
    response.stored = UInt32(elements.count)
    return response
  }

  func listElements(
    _ request: Indicators.ListElementsRequest, context: ServerContext
  ) async throws -> Indicators.ListElementsResponse {
    var response = Indicators.ListElementsResponse()
    response.elements = try await database.read { try DefinitionTables.elements(in: $0) }
      .map(\.message)
    return response
  }

  func putIndicators(
    _ request: Indicators.PutIndicatorsRequest, context: ServerContext
  ) async throws -> Indicators.PutIndicatorsResponse {
    let indicators = try request.indicators.map { try Indicator($0) }
    try await database.write { try DefinitionTables.put(indicators, in: $0) }
    var response = Indicators.PutIndicatorsResponse()
    response.stored = UInt32(indicators.count)
    return response
  }

  func listIndicators(
    _ request: Indicators.ListIndicatorsRequest, context: ServerContext
  ) async throws -> Indicators.ListIndicatorsResponse {
    var response = Indicators.ListIndicatorsResponse()
    response.indicators = try await database.read { try DefinitionTables.indicators(in: $0) }
      .map(\.message)
    return response
  }
}
