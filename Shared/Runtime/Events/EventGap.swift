import Mesh

/// Why events cannot be followed from where the cursor stands, so that a copy has to be made anew.
enum EventGap: Error, Sendable, CustomStringConvertible {
  /// Nothing was ever taken in.
  case noCopy
  /// Events between the cursor and the first one that came are not there any more.
  case missing(after: Int64, next: Int64)
  /// The service is behind the cursor: it was restored from an older backup.
  case behind(Int64)
  /// The service gave the cursor's number to another event since.
  case rewritten(Int64)

  var description: String {
    switch self {
    case .noCopy: "there is no copy yet"
    case .missing(let after, let next): "events \(after + 1) to \(next - 1) are missing"
    case .behind(let sequence): "the service never recorded event \(sequence)"
    case .rewritten(let sequence): "event \(sequence) is not the one that was taken in"
    }
  }
}
