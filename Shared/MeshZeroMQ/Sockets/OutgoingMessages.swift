import Mesh

/// Messages of one round, sent together at its end.
///
/// libzmq wakes its I/O thread for the first message that it finds nothing before. Sent one by one as
/// the work goes, each message would wake it, to write that one message to the network; sent
/// together, one wake and one write carry dozens.
struct OutgoingMessages: ~Copyable {
  struct Message {
    /// The connection it goes to.
    let target: UInt32
    fileprivate let header: Range<Int>
    let body: Payload?
  }

  /// How many are sent before the round ends: first a few, so that the I/O thread begins early, then
  /// twice as many each time, while it is busy anyway.
  private static let firstMessages = 2
  private static let maximumMessages = 64
  private static let headerBytes = 2 * HeaderView.maximumBytes

  private let headers: UnsafeMutableRawBufferPointer
  private var usedBytes = 0
  private var limit = OutgoingMessages.firstMessages
  private(set) var messages: [Message] = []

  init() {
    headers = .allocate(byteCount: OutgoingMessages.headerBytes, alignment: 16)
    messages.reserveCapacity(OutgoingMessages.maximumMessages)
  }

  deinit { headers.deallocate() }

  /// Whether another message fits; when not, what is here must be sent first.
  func hasRoom(header: Int) -> Bool {
    messages.count < limit && usedBytes + header <= headers.count
  }

  /// Keeps a message.
  ///
  /// - Precondition: it has room.
  mutating func add(_ target: UInt32, header: UnsafeRawBufferPointer, body: Payload?) {
    let range = usedBytes..<usedBytes + header.count
    UnsafeMutableRawBufferPointer(rebasing: headers[range]).copyMemory(from: header)
    usedBytes = range.upperBound
    messages.append(Message(target: target, header: range, body: body))
  }

  func header(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: headers[messages[index].header])
  }

  /// Forgets what has been sent.
  mutating func removeAll(roundGoesOn: Bool) {
    messages.removeAll(keepingCapacity: true)
    usedBytes = 0
    limit =
      roundGoesOn
      ? min(2 * limit, OutgoingMessages.maximumMessages) : OutgoingMessages.firstMessages
  }
}
