import CZeroMQ
import Foundation
import Glibc
import Mesh
import MeshZeroMQ
import Testing

/// The policies by which the system gives our threads their turns.
@Suite struct IOThreadTests {
  /// Policies of the process's threads, by name.
  private static func policies() throws -> [String: Set<Int>] {
    var policies: [String: Set<Int>] = [:]
    for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
      // A thread may end while we look.
      guard
        let stat = try? String(contentsOfFile: "/proc/self/task/\(task)/stat", encoding: .utf8),
        let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")")
      else { continue }
      let name = String(stat[stat.index(after: open)..<close])
      // The 41st field is the policy; the one after the name is the third.
      let fields = stat[stat.index(after: close)...].split(separator: " ")
      policies[name, default: []].insert(try #require(Int(fields[38])))
    }
    return policies
  }

  @Test(.enabled(if: czeromq_may_batch() != 0))
  func onlyTheThreadsOfLibzmqWaitTheirTurn() async throws {
    let server = try MeshServer.zeroMQ(
      router: MethodRouter(), listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))])
    defer { server.close() }
    var policies = try IOThreadTests.policies()
    // A thread names itself when it has begun, and libzmq's when they have their policy.
    for _ in 0..<2000 where policies["ZMQbg/IO/0"] == nil || policies["mesh server"] == nil {
      try await Task.sleep(for: .milliseconds(5))
      policies = try IOThreadTests.policies()
    }
    #expect(policies["ZMQbg/IO/0"] == [Int(CZEROMQ_SCHED_BATCH)])
    #expect(policies["mesh server"] == [Int(SCHED_OTHER)])
    #expect(sched_getscheduler(getpid()) == SCHED_OTHER)
  }
}
