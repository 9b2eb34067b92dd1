import Quantities

/// Which villages may run a clinic jointly and which not, and a proposal (村卫生室规划, M22, M23).
///
/// A village may join when fewer than 500 people are to be served and it borders on another; the
/// clinic then stands in a neighbour, which may be of any size. Villages that may join are taken by
/// growing size, and each joins the neighbour that keeps a clinic anyway, has one already, or is the
/// largest. Nobody joins a village that itself joins another.
public struct ClinicPlan: Sendable, Hashable {
  public enum Decision: String, ControlledTerm {
    /// 独立设置: a clinic of its own.
    case own
    /// 联办: the clinic stands in the neighbour that the proposal names.
    case join
    /// 社区卫生服务站: no new village clinic.
    case station

    public var chinese: String {
      switch self {
      case .own: "独立设置"
      case .join: "联办"
      case .station: "社区卫生服务站"
      }
    }
  }

  public struct Proposal: Sendable, Hashable {
    public let village: PlannedVillage
    public let decision: Decision
    /// Where the clinic stands that it joins.
    public let seat: AreaCode?
    /// Villages with which it may run a clinic jointly, by code; empty when it may not.
    public let candidates: [AreaCode]
    /// Why it may not; empty when it may.
    public let obstacles: [JoinObstacle]
  }

  /// By code.
  public let proposals: [Proposal]
  /// The number below which a village may join (M22: 500).
  public let limit: Int64

  public init(_ villages: [PlannedVillage], limit: Int64) {
    self.limit = limit
    let byCode = Dictionary(villages.map { ($0.code, $0) }) { first, _ in first }
    var open: [(PlannedVillage, candidates: [PlannedVillage])] = []
    var obstacles: [AreaCode: [JoinObstacle]] = [:]
    for village in byCode.values {
      let candidates = village.neighbours.sorted().compactMap { byCode[$0] }
        .filter { !$0.isServedByStation && $0.code != village.code }
      let found = village.obstacles(limit: limit, hasNeighbour: !candidates.isEmpty)
      obstacles[village.code] = found
      if found.isEmpty { open.append((village, candidates)) }
    }
    let mayJoin = Dictionary(uniqueKeysWithValues: open.map { ($0.0.code, $0.candidates) })
    let seats = Self.seats(open, keeping: { mayJoin[$0] == nil })
    proposals = byCode.values.sorted { $0.code < $1.code }.map { village in
      Proposal(
        village: village,
        decision: village.isServedByStation
          ? .station : seats[village.code] == nil ? .own : .join,
        seat: seats[village.code], candidates: mayJoin[village.code, default: []].map(\.code),
        obstacles: obstacles[village.code] ?? [])
    }
  }

  /// Where each village that joins has its clinic.
  private static func seats(
    _ open: [(PlannedVillage, candidates: [PlannedVillage])],
    keeping keepsAnyway: (AreaCode) -> Bool
  ) -> [AreaCode: AreaCode] {
    var seats: [AreaCode: AreaCode] = [:]
    var hosts: Set<AreaCode> = []
    let ordered = open.sorted {
      ($0.0.residents ?? 0, $0.0.code) < ($1.0.residents ?? 0, $1.0.code)
    }
    for (village, candidates) in ordered where !hosts.contains(village.code) {
      func rank(_ seat: PlannedVillage) -> (Int, Int, Int64) {
        (
          keepsAnyway(seat.code) || hosts.contains(seat.code) ? 1 : 0,
          seat.clinics.isEmpty ? 0 : 1, seat.residents ?? 0
        )
      }
      // By code among equals: `max` keeps the first of them in the reversed order.
      let seat = candidates.reversed().filter { seats[$0.code] == nil }
        .max { rank($0) < rank($1) }
      guard let seat else { continue }
      seats[village.code] = seat.code
      hosts.insert(seat.code)
    }
    return seats
  }
}

extension PlannedVillage {
  /// Whether a community health station serves it: a community, or a village of a former town.
  var isServedByStation: Bool { kind == .community || convertedOn != nil }

  fileprivate func obstacles(limit: Int64, hasNeighbour: Bool) -> [JoinObstacle] {
    if let convertedOn { return [.convertedToStreet(convertedOn)] }
    if kind == .community { return [.notAVillage] }
    var found: [JoinObstacle] = []
    if let residents {
      if residents >= limit { found.append(.tooManyResidents(residents, limit: limit)) }
    } else {
      found.append(.residentsUnknown)
    }
    if !hasNeighbour { found.append(.noNeighbour) }
    return found
  }
}
