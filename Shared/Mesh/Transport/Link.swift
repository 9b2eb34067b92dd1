/// What became of a message handed to a transport.
package enum SendOutcome: Sendable {
  case sent
  /// Nobody is at the other end (any more).
  case gone
  /// The other end does not take what it is sent.
  case full
}

/// The way from a server to its callers.
///
/// Used by whoever owns the core at the moment, never by two at once. It may keep messages and send
/// several at once; of those that it cannot deliver then it tells `ServerCore.undelivered`.
package protocol ServerLink: AnyObject {
  /// - Parameters:
  ///   - header: valid during the call.
  ///   - body: nil when the message has none.
  func send(to peer: UInt32, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome

  /// Bytes handed over that have not reached the network.
  var unsentBytes: Int { get }
}

/// The way from a client to its servers.
///
/// Used by whoever owns the core at the moment, never by two at once. It may keep messages and send
/// several at once; of those that it cannot deliver then it tells `ClientCore.undelivered`.
package protocol ClientLink: AnyObject {
  func send(to endpoint: Int, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome

  /// Whether the transport says by itself when the connection comes and goes.
  func reportsConnections(_ endpoint: Int) -> Bool

  /// Gives the connection up and makes a new one: its server has not answered for long.
  func reconnect(_ endpoint: Int)
}
