/// What a message on the wire is about; the numbers are those of `mesh/v1/header.proto`.
package enum FrameKind: UInt64, Sendable {
  case request = 1
  case response = 2
  case item = 3
  case end = 4
  case cancel = 5
  case credit = 6
  case goAway = 7
  case ping = 8
  case pong = 9
}
