import Quantities
import RegistryDomain
import Store

enum AdjacencyRows: FactTable {
  static let name = "area_adjacency"
  static let keyColumns = ["area", "neighbour"]
  static let otherColumns: [String] = []

  static func key(_ key: AreaAdjacency.Key) -> [any SQLConvertible] {
    [key.first.description, key.second.description]
  }

  static func others(_ adjacency: AreaAdjacency) -> [any SQLConvertible] { [] }

  static func fact(_ row: RowCursor) throws -> AreaAdjacency {
    try AreaAdjacency(
      AreaAdjacency.Key(AreaCode(parsing: row.text(0)), AreaCode(parsing: row.text(1))))
  }
}
