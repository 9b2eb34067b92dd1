import Mesh

/// Messages of one round, sent together at its end.
///
/// libzmq wakes its I/O thread for the first message that it finds nothing before. Sent one by one as
/// the work goes, each message would wake it, to write that one message to the network; sent
/// together, one wake and one write carry dozens.
struct OutgoingMessages: ~Copyable {
  private struct Message {
    /// The connection it goes to.
    let target: UInt32
    let header: Range<Int>
    let body: Payload?
  }

  // How many are sent before the round ends: where rounds are short, the I/O thread is to begin
  // early; where they are long, it is to wake seldom and find much.
  private static let fewestMessages = 2
  private static let mostMessages = 64
  /// Rounds after which a long one is forgotten.
  private static let roundsRemembered = 1000
  private static let headerBytes = 2 * HeaderView.maximumBytes

  private let headers: UnsafeMutableRawBufferPointer
  private var usedBytes = 0
  private var limit = OutgoingMessages.fewestMessages
  /// Sent in this round.
  private var sentMessages = 0
  private var roundsSincePeak = 0
  private var messages = MoveQueue<Message>(capacity: OutgoingMessages.mostMessages)

  init() {
    headers = .allocate(byteCount: OutgoingMessages.headerBytes, alignment: 16)
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

  /// Hands what was kept to `send`, with the number of the connection that it goes to.
  mutating func sendAll(
    roundGoesOn: Bool,
    _ send: (_ target: UInt32, _ header: UnsafeRawBufferPointer, _ body: Payload?) -> Void
  ) {
    sentMessages += messages.count
    let headers = UnsafeRawBufferPointer(headers)
    messages.drain {
      send($0.target, UnsafeRawBufferPointer(rebasing: headers[$0.header]), $0.body)
    }
    usedBytes = 0
    if !roundGoesOn { endRound() }
  }

  private mutating func endRound() {
    let peak = min(sentMessages / 2, OutgoingMessages.mostMessages)
    sentMessages = 0
    roundsSincePeak += 1
    guard peak >= limit || roundsSincePeak > OutgoingMessages.roundsRemembered else { return }
    limit = max(peak, OutgoingMessages.fewestMessages)
    roundsSincePeak = 0
  }
}
