import Contract
import Mesh
import Messages
import Quantities
import Testing

@testable import Runtime

struct UploadStagingTests {
  private static let method = Method<Common.FileChunk, MeshWire.EchoResponse>(
    MethodDescriptor(service: "healthmesh.test.v1.Uploads", method: "Put", kind: .clientStreaming))

  private func service() async throws -> RunningService {
    try await RunningService {
      $0.limits.uploadBytes = 1 << 20
    } build: { assembly in
      let staging = try assembly.uploads()
      assembly.router.clientStream(Self.method) { chunks, _ in
        let file = try await staging.receive(chunks)
        let content = SmallFile.read(file.path, limit: 1 << 21) ?? []
        staging.discard(file)
        return MeshWire.EchoResponse(content: content, position: UInt32(file.bytes))
      }
    }
  }

  private func send(
    _ client: MeshClient, _ content: [UInt8], digest: String? = nil, from start: Int = 0,
    upTo end: Int? = nil
  ) async throws -> MeshWire.EchoResponse {
    let digest = digest ?? SHA256Digest(of: content).description
    return try await client.clientStream(Self.method) { writer in
      var offset = start
      repeat {
        let next = min(offset + 10_000, end ?? content.count)
        try await writer.write(
          Common.FileChunk(
            fileName: "cases.csv", sha256: digest, totalBytes: UInt64(content.count),
            offset: UInt64(offset), content: Array(content[offset..<next])))
        offset = next
      } while offset < end ?? content.count
    }
  }

  private func reason(_ body: () async throws -> MeshWire.EchoResponse) async -> String {
    do {
      _ = try await body()
      return ""
    } catch {
      return (error as? RPCError)?.reason ?? "\(error)"
    }
  }

  @Test func aFileArrivesWholeOrGoesOnWhereItBroke() async throws {
    let service = try await service()
    let client = try service.client()
    var random = SeededRandom(seed: 5)
    let content = (0..<64_321).map { _ in UInt8(truncatingIfNeeded: random.next()) }

    #expect(try await send(client, content).content == content)
    // Broken off, resumed beyond what arrived (refused with the place), before it, and exactly.
    #expect(await reason { try await send(client, content, upTo: 30_000) } == "UPLOAD_INCOMPLETE")
    #expect(await reason { try await send(client, content, from: 40_000) } == "UPLOAD_OFFSET")
    #expect(try await send(client, content, from: 20_000).content == content)
    #expect(try await send(client, []).content == [])

    let wrong = SHA256Digest(of: "other").description
    #expect(await reason { try await send(client, content, digest: wrong) } == "UPLOAD_DAMAGED")
    #expect(
      await reason { try await send(client, content, digest: "../../etc") } == "UPLOAD_DIGEST")
    let long = [UInt8](repeating: 1, count: (1 << 20) + 1)
    #expect(await reason { try await send(client, long) } == "UPLOAD_TOO_LARGE")
    #expect(
      await reason { try await client.clientStream(Self.method) { _ in } } == "UPLOAD_EMPTY")
    client.close()
    #expect(await service.stop() == .ok)
  }
}
