import Quantities
import RegistryDomain
import RegistryStorage

/// The index of institutions as it was after some change, shared by all searches. Each search brings
/// it up to the change its own snapshot knows, so that an answer is never older than the database.
final class InstitutionFinder: Sendable {
  private struct Known: Sendable {
    var index: InstitutionIndex
    var recorded: Int64
    /// Subtrees asked for lately, good for as long as nothing changes.
    var subtrees: [Root: Set<AreaCode>] = [:]
  }

  private struct Root: Hashable {
    let area: AreaCode
    let day: Day
  }

  /// Subtrees kept: one for each of the regions that a console's users look at by turns.
  private static let subtreeLimit = 32

  private let known = Guarded<Known?>(nil)

  /// The index as the snapshot knows it.
  func index(_ reader: RegistryReader) throws -> InstitutionIndex {
    try current(reader).index
  }

  /// Whether areas lie in the subtree of another on a day.
  func inside(
    _ area: AreaCode?, on day: Day, _ reader: RegistryReader
  ) throws -> (AreaCode) -> Bool {
    guard let area else { return { _ in true } }
    let root = Root(area: area, day: day)
    var now = try current(reader)
    if let codes = now.subtrees[root] { return codes.contains }
    let codes = try reader.subtree(of: area, on: day)
    if now.subtrees.count >= Self.subtreeLimit { now.subtrees = [:] }
    now.subtrees[root] = codes
    keep(now)
    return codes.contains
  }

  private func current(_ reader: RegistryReader) throws -> Known {
    let recorded = try reader.lastRecorded()
    let before = known.withLock { $0 }
    guard var now = before, now.recorded <= recorded else {
      let fresh = Known(index: try reader.institutionIndex(), recorded: recorded)
      keep(fresh)
      return fresh
    }
    guard now.recorded < recorded else { return now }
    try reader.update(&now.index, since: now.recorded)
    now.recorded = recorded
    now.subtrees = [:]
    keep(now)
    return now
  }

  /// What knows more stays.
  private func keep(_ candidate: Known) {
    known.withLock { known in
      if known.map({ $0.recorded <= candidate.recorded }) ?? true { known = candidate }
    }
  }
}
