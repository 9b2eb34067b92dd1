/// A numeric IPv4 address and a port, as in `127.0.0.1:9101`; port 0 lets the system choose.
struct HostAndPort: Sendable, Hashable {
  let host: String
  let port: UInt16

  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 4, numbers.allSatisfy({ UInt8($0) != nil }) else { return nil }
    host = String(parts[0])
    self.port = port
  }
}
