import Foundation
import Glibc
import Testing

@testable import LocalMesh

@Suite("Who listens in a mesh's folder")
struct LocalSocketTests {
  @Test("A socket counts while somebody listens, not when its file was left behind")
  func listening() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "healthmesh-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock").path
    try #require(path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path))
    #expect(!LocalSocket.isOpen(path))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(descriptor, name, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    defer { unlink(path) }
    try #require(isBound && listen(descriptor, 1) == 0)
    #expect(LocalSocket.isOpen(path))
    close(descriptor)
    #expect(!LocalSocket.isOpen(path))
    #expect(!LocalSocket.isOpen(String(repeating: "x", count: 200)))
  }
}
