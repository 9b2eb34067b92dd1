import Mesh

/// How a client proves who it is and makes sure whom it talks to.
public enum ClientSecurity: Sendable {
  /// Nothing: for ipc and inproc, whose access the file system or the process guards.
  case local
  /// CURVE: our key pair, and the public key that the server must have (Z85).
  case curve(CurveKeyPair, serverKey: String)
  /// Nothing, over tcp: said explicitly, for a closed network or a test.
  case insecure
}
