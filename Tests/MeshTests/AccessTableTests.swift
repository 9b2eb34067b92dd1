import Testing

@testable import Mesh

@Suite struct AccessTableTests {
  private func admits(_ table: AccessTable, _ method: String, _ roles: Set<String>) -> Bool {
    let descriptor = MethodDescriptor(service: "s.S", method: method)
    var context = ServerContext(
      method: descriptor, peer: Peer(identity: "x", roles: roles),
      deadline: .after(.seconds(1)))
    let interceptor = AuthorizationInterceptor(table).specialized(for: descriptor)
    do throws(RPCError) {
      try interceptor.admit(&context)
      return true
    } catch {
      #expect(error.code == .permissionDenied)
      return false
    }
  }

  @Test func whatNoRuleAllowsIsDenied() {
    var table = AccessTable()
    #expect(!admits(table, "Read", ["admin"]))
    table.allow("s.S/Read", roles: ["reader"])
    #expect(admits(table, "Read", ["reader", "other"]))
    #expect(!admits(table, "Read", ["admin"]))
    #expect(!admits(table, "Write", ["reader"]))
    table.allow("s.S/*", roles: ["admin"])
    #expect(admits(table, "Read", ["admin"]))
    #expect(admits(table, "Write", ["admin"]))
    #expect(!admits(table, "Write", []))
    table.allow("s.S/Read", roles: [AccessTable.anyone])
    #expect(admits(table, "Read", []))
  }
}
