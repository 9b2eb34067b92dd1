import Quantities

/// How the units of plans stand on a day (责任单位排名): counts of their tasks and exact shares.
public struct UnitLeague: Sendable, Hashable {
  public struct Line: Sendable, Hashable {
    public let unit: RegistryCode
    /// 1 is best; units that are equal share a place.
    public fileprivate(set) var place = 1
    public fileprivate(set) var tasks: Int64 = 0
    public fileprivate(set) var planned: Int64 = 0
    public fileprivate(set) var started: Int64 = 0
    public fileprivate(set) var stalled: Int64 = 0
    public fileprivate(set) var done: Int64 = 0
    /// Tasks with something overdue.
    public fileprivate(set) var overdue: Int64 = 0

    init(unit: RegistryCode) { self.unit = unit }

    public func doneShare() throws(Problem) -> Ratio { try share(done) }
    /// Of tasks that have begun: started, stalled or done.
    public func begunShare() throws(Problem) -> Ratio { try share(tasks - planned) }
    public func overdueShare() throws(Problem) -> Ratio { try share(overdue) }

    private func share(_ count: Int64) throws(Problem) -> Ratio {
      try Ratio(Int128(count), Int128(tasks))
    }

    /// Better shares first: more done, then less overdue, then more begun. Compared crosswise in
    /// whole numbers, so that 1/3 and 2/6 are equal.
    fileprivate func isBetter(than other: Line) -> Bool {
      func crossed(_ a: Int64, _ b: Int64) -> (Int128, Int128) {
        (Int128(a) * Int128(other.tasks), Int128(b) * Int128(tasks))
      }
      let done = crossed(done, other.done)
      if done.0 != done.1 { return done.0 > done.1 }
      let overdue = crossed(overdue, other.overdue)
      if overdue.0 != overdue.1 { return overdue.0 < overdue.1 }
      let begun = crossed(tasks - planned, other.tasks - other.planned)
      return begun.0 > begun.1
    }
  }

  /// By place, then by code.
  public let lines: [Line]

  /// - Parameter withCooperating: also counts tasks on which a unit cooperates, as printed or
  ///   implied; without it only tasks that a unit leads or answers for jointly.
  public init(_ tasks: [TaskProgress], on day: Day, withCooperating: Bool) {
    var lines: [RegistryCode: Line] = [:]
    for progress in tasks {
      let task = progress.task
      let units = task.leads + (withCooperating ? task.cooperating + task.implied : [])
      let state = progress.state(on: day)
      let isOverdue = !progress.overdue(on: day).isEmpty
      for unit in units {
        lines[unit, default: Line(unit: unit)].count(state, isOverdue: isOverdue)
      }
    }
    self.lines = Self.placed(Array(lines.values))
  }

  private static func placed(_ lines: [Line]) -> [Line] {
    var sorted = lines.sorted { a, b in
      if a.isBetter(than: b) { return true }
      return b.isBetter(than: a) ? false : a.unit < b.unit
    }
    for index in sorted.indices.dropFirst() {
      let isEqual = !sorted[index - 1].isBetter(than: sorted[index])
      sorted[index].place = isEqual ? sorted[index - 1].place : index + 1
    }
    return sorted
  }
}

extension UnitLeague.Line {
  fileprivate mutating func count(_ state: TaskState, isOverdue: Bool) {
    tasks += 1
    switch state {
    case .planned: planned += 1
    case .started: started += 1
    case .stalled: stalled += 1
    case .done: done += 1
    }
    if isOverdue { overdue += 1 }
  }
}
