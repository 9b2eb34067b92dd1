/// The five processes of the mesh, in the order in which they start: what others read comes first,
/// the door comes last.
public enum MeshProcess: String, CaseIterable, Sendable {
  case registry
  case indicators
  case contracting
  case dip
  case gateway

  /// Name of the program on disk.
  public var executable: String { "healthmesh-\(rawValue)" }

  /// The services that this process calls.
  var peers: [MeshProcess] {
    switch self {
    case .registry: []
    case .indicators, .contracting, .dip: [.registry]
    case .gateway: [.registry, .indicators, .contracting, .dip]
    }
  }
}
