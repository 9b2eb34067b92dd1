import Quantities

/// Codes that ended on a day and were followed by others, as a file tells it: one area at a time.
struct AreaSuccession: Sendable, Hashable {
  let ended: Area
  let day: Day

  /// The events behind successions: those that lead to one code on one day are one merger.
  /// `before` answers the area that had a successor's code before the day, `after` the one from it on.
  static func events(
    _ successions: [AreaSuccession], before: (AreaCode, Day) throws -> Area?,
    after: (AreaCode, Day) throws -> Area?
  ) rethrows -> [AreaEvent] {
    struct Meeting: Hashable {
      let day: Day
      let successors: [AreaCode]
    }
    let meetings = Dictionary(grouping: successions) {
      Meeting(day: $0.day, successors: $0.ended.successors)
    }
    var events: [AreaEvent] = []
    for (meeting, met) in meetings {
      var codes = met.map(\.ended.code).sorted()
      guard meeting.successors.count == 1, let successor = meeting.successors.first else {
        // One area into several; several areas with the same several successors stay apart.
        events += codes.map {
          AreaEvent(.split, on: meeting.day, before: [$0], after: meeting.successors)
        }
        continue
      }
      if try before(successor, meeting.day) != nil { codes = (codes + [successor]).sorted() }
      if codes.count > 1 {
        events.append(AreaEvent(.merged, on: meeting.day, before: codes, after: [successor]))
      } else if let old = met.first?.ended {
        let kind = try after(successor, meeting.day).flatMap { AreaEvent.kind(from: old, to: $0) }
        events.append(
          AreaEvent(kind ?? .recoded, on: meeting.day, before: codes, after: [successor]))
      }
    }
    return events.sorted {
      ($0.day, $0.before.first ?? $0.after[0]) < ($1.day, $1.before.first ?? $1.after[0])
    }
  }
}
