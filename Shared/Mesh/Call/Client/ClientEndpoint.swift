/// One server that a client may call. Belongs to the core's owner.
final class ClientEndpoint {
  let index: Int
  let address: String
  var isConnected = false
  var isDraining = false
  var breaker: CircuitBreaker
  var callsInFlight = 0
  /// Larger with every call; the upper 48 bits of its id.
  var callSequence: UInt64 = 0
  var lastHeard: UInt64 = 0
  var unansweredPings = 0
  var lastError: String?

  init(index: Int, address: String, breaker: CircuitBreaker) {
    self.index = index
    self.address = address
    self.breaker = breaker
  }

  var state: EndpointState {
    EndpointState(
      endpoint: address, isConnected: isConnected, isDraining: isDraining,
      callsInFlight: callsInFlight, lastError: lastError)
  }
}
