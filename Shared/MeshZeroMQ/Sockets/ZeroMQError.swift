import CZeroMQ
import Glibc

/// A libzmq call that failed.
public struct ZeroMQError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, for example `bind tcp://0.0.0.0:7001`.
  public let action: String
  public let errno: Int32

  public var description: String { "\(action): \(String(cString: zmq_strerror(errno)))" }

  static func last(_ action: String) -> ZeroMQError {
    ZeroMQError(action: action, errno: zmq_errno())
  }
}
