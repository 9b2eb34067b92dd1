import Glibc
import Quantities

/// Ports of this machine.
enum LocalPort {
  /// The port to listen on: the wanted one if it is free, any free one when 0 is wanted.
  ///
  /// - Throws: `LOCAL_MESH_PORT_TAKEN`, before anything is started.
  static func available(_ host: String, _ wanted: Int) throws(Problem) -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    // As servers do: a port whose last connections still linger counts as free.
    var reuse: CInt = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<CInt>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: wanted).bigEndian
    guard wanted >= 0, wanted <= 65535, inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
      throw LocalMeshProblem.portTaken("\(host):\(wanted)")
    }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isFree = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(descriptor, name, length) == 0 && getsockname(descriptor, name, &length) == 0
      }
    }
    guard isFree else { throw LocalMeshProblem.portTaken("\(host):\(wanted)") }
    return Int(in_port_t(bigEndian: address.sin_port))
  }

  /// Whether somebody listens there.
  static func isOpen(_ host: String, _ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        connect(descriptor, name, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
