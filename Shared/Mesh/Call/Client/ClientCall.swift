/// A caller that waits for the reply.
typealias ReplyContinuation = UnsafeContinuation<Result<Payload, RPCError>, Never>

/// One attempt of a call, from the caller's task to the connection and back.
///
/// What stands first never changes. The rest belongs to whoever owns the connection at the moment
/// (`ClientCore`), and nobody else touches it.
public final class ClientCall: @unchecked Sendable {
  enum Progress {
    case idle
    /// No endpoint is ready yet.
    case waiting
    case running
    case finished
  }

  /// Where the outcome goes.
  enum Outcome {
    /// A caller that waits already.
    case continuation(ReplyContinuation)
    /// A caller that will wait when it has sent its requests.
    case slot(ReplySlot)
    case items(StreamInbox)
  }

  // Constant, and read field by field: copying it would touch the reference counts of all its parts.
  let outgoing: OutgoingCall
  let request: Payload
  /// When the call was made: nanoseconds of its deadline's clock.
  let began: UInt64
  var outcome: Outcome?
  var outbox: StreamOutbox?
  /// Where a small reply is put. The caller's thread brings the memory and gives it back: memory
  /// that goes from thread to thread makes them wait for each other in the allocator.
  private var replyMemory: [UInt8] = []

  // Owned by the core from here on.
  var progress = Progress.idle
  var id: UInt64 = 0
  var endpoint = 0
  var timer = TimerHeap.none
  var sentItems: UInt64 = 0
  var receivedItems: UInt64 = 0
  /// What this side granted and the server has not used up.
  var itemCredit = 0
  var byteCredit = 0
  /// The caller said that no more items come, perhaps before the call had a connection.
  var hasEndedItems = false

  init(_ outgoing: OutgoingCall, request: Payload, began: UInt64) {
    self.outgoing = outgoing
    self.began = began
    self.request = request
  }

  /// Brings memory for a small reply.
  func reserveReply() { replyMemory.reserveCapacity(Payload.smallBytes) }

  /// The reply, which no longer holds the transport's storage when it is small.
  func kept(_ reply: Payload) -> Payload {
    guard reply.storage != nil, reply.count <= replyMemory.capacity else { return reply }
    reply.withUnsafeBytes { replyMemory.append(contentsOf: $0) }
    defer { replyMemory = [] }
    return Payload(replyMemory)
  }

  var inbox: StreamInbox? {
    if case .items(let inbox) = outcome { return inbox }
    return nil
  }
}

/// What callers ask of a connection, in the order they ask it.
public enum ClientCommand: Sendable {
  case start(ClientCall)
  case cancel(ClientCall)
  case item(ClientCall, Payload)
  case endItems(ClientCall)
  case grant(ClientCall, items: Int, bytes: Int)
}

/// What carries a client's calls.
public protocol ClientTransport: AnyObject, Sendable {
  /// Takes a command. A `start` is refused with false when the queue is full or the transport
  /// closed; everything else is always taken, for it is bounded by the calls and their credit.
  func post(_ command: ClientCommand) -> Bool

  /// State of each endpoint, for health pages and metrics.
  func endpointStates() -> [EndpointState]

  /// Runs tasks where its answers are read.
  var executor: any TaskExecutor { get }

  /// Fails what is under way with UNAVAILABLE and closes the connections.
  func close()
}

/// How an endpoint of a client is.
public struct EndpointState: Sendable, Hashable {
  public var endpoint: String
  public var isConnected: Bool
  /// The server said that it drains.
  public var isDraining: Bool
  public var callsInFlight: Int
  /// Why the last attempt to connect failed, when it is known, for example a refused key.
  public var lastError: String?

  public init(
    endpoint: String, isConnected: Bool, isDraining: Bool, callsInFlight: Int,
    lastError: String? = nil
  ) {
    self.endpoint = endpoint
    self.isConnected = isConnected
    self.isDraining = isDraining
    self.callsInFlight = callsInFlight
    self.lastError = lastError
  }
}
