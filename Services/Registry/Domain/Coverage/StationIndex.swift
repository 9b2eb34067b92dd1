/// Emergency stations in a k-d tree of their points: the nearest one of thousands is found by looking
/// at some dozens.
public struct StationIndex: Sendable {
  private struct Node {
    let point: SpherePoint
    /// Position of the station in the list it came from.
    let station: Int32
    let squaredRadius: Int64
    /// Largest squared radius in the subtree of which this is the root.
    var largestSquaredRadius: Int64
    /// Axis along which the subtree is divided at this point.
    var axis: Int32
  }

  /// A subtree is a range of this; its root is the middle one, before and behind which the halves
  /// lie.
  private var nodes: [Node]

  public init(_ stations: [EmergencyStation]) {
    nodes = stations.enumerated().map { index, station in
      Node(
        point: SpherePoint(station.coordinates), station: Int32(index),
        squaredRadius: SpherePoint.squaredChord(metres: station.radiusMetres),
        largestSquaredRadius: 0, axis: 0)
    }
    divide(0..<nodes.count)
  }

  private mutating func divide(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let axis = widest(range)
    // Stations on one spot are ordered by their position, so that answers do not depend on chance.
    nodes[range].sort { ($0.point[axis], $0.station) < ($1.point[axis], $1.station) }
    let middle = Self.middle(range)
    nodes[middle].axis = Int32(axis)
    divide(range.lowerBound..<middle)
    divide(middle + 1..<range.upperBound)
    nodes[middle].largestSquaredRadius =
      nodes[range].reduce(0) { max($0, max($1.squaredRadius, $1.largestSquaredRadius)) }
  }

  private static func middle(_ range: Range<Int>) -> Int { range.lowerBound + range.count / 2 }

  private func widest(_ range: Range<Int>) -> Int {
    func width(_ axis: Int) -> Int64 {
      let values = nodes[range].lazy.map { Int64($0.point[axis]) }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    return (0..<3).max { width($0) < width($1) } ?? 0
  }

  /// The nearest station, by distance and then by position in the list; nil when there is none.
  public func nearest(to point: SpherePoint) -> (station: Int, metres: UInt32)? {
    guard let (node, squared) = nearestNode(to: point) else { return nil }
    return (Int(nodes[node].station), SpherePoint.metres(squaredChord: squared))
  }

  /// Whether a point lies within the radius of a station; if not, how far the nearest one is.
  public func reach(_ point: SpherePoint) -> Reach {
    guard let (node, squared) = nearestNode(to: point) else { return .noStation }
    if squared <= nodes[node].squaredRadius { return .covered }
    // A station farther away may reach farther.
    if squared <= nodes[Self.middle(0..<nodes.count)].largestSquaredRadius,
      isWithinRadius(point, 0..<nodes.count)
    {
      return .covered
    }
    return .outside(
      station: Int(nodes[node].station), metres: SpherePoint.metres(squaredChord: squared))
  }

  public enum Reach: Sendable, Hashable {
    case covered
    /// Position of the nearest station, and the distance to it.
    case outside(station: Int, metres: UInt32)
    case noStation
  }

  private func nearestNode(to point: SpherePoint) -> (node: Int, squared: Int64)? {
    guard !nodes.isEmpty else { return nil }
    return nodes.withUnsafeBufferPointer { nodes in
      var best = (node: -1, squared: Int64.max)
      Self.search(nodes, 0..<nodes.count, point, &best)
      return best
    }
  }

  private static func search(
    _ nodes: UnsafeBufferPointer<Node>, _ range: Range<Int>, _ point: SpherePoint,
    _ best: inout (node: Int, squared: Int64)
  ) {
    let middle = middle(range)
    let node = nodes[middle]
    let squared = point.squaredChord(to: node.point)
    if squared < best.squared
      || (squared == best.squared && node.station < nodes[best.node].station)
    {
      best = (middle, squared)
    }
    let axis = Int(node.axis)
    let offset = Int64(point[axis]) - Int64(node.point[axis])
    let before = range.lowerBound..<middle
    let behind = middle + 1..<range.upperBound
    let (near, far) = offset < 0 ? (before, behind) : (behind, before)
    if !near.isEmpty { search(nodes, near, point, &best) }
    if !far.isEmpty, offset * offset <= best.squared { search(nodes, far, point, &best) }
  }

  private func isWithinRadius(_ point: SpherePoint, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return false }
    let middle = Self.middle(range)
    let node = nodes[middle]
    if point.squaredChord(to: node.point) <= node.squaredRadius { return true }
    let offset = Int64(point[Int(node.axis)]) - Int64(node.point[Int(node.axis)])
    let before = range.lowerBound..<middle
    let behind = middle + 1..<range.upperBound
    let (near, far) = offset < 0 ? (before, behind) : (behind, before)
    if isWithinRadius(point, near) { return true }
    return offset * offset <= node.largestSquaredRadius && isWithinRadius(point, far)
  }
}
