import Foundation
import Glibc

/// HTTP/1.1 in its simplest form: one connection a request, written by hand, so that the gateway's
/// door meets another program than its own library.
struct PlainHTTP: Sendable {
  let port: Int

  struct Answer: Sendable {
    let status: Int
    let contentType: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONValue { try JSONValue(parsing: body) }

    /// One value a line.
    func lines() throws -> [JSONValue] {
      try body.split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
    }
  }

  enum Failure: Error {
    case noConnection
    /// The connection ended or fell silent before a whole answer came.
    case noAnswer(received: Int)
  }

  func get(_ path: String) async throws -> Answer {
    try await exchange("GET", path, headers: [:], body: [])
  }

  /// A call of a method with proto3 JSON.
  func post(
    _ method: String, _ json: String, headers: [String: String] = [:]
  ) async throws -> Answer {
    var headers = headers
    headers["Content-Type"] = "application/json"
    return try await exchange("POST", "/v1/\(method)", headers: headers, body: Array(json.utf8))
  }

  /// An upload to a method that takes a file.
  func upload(_ method: String, name: String, _ file: [UInt8]) async throws -> Answer {
    try await exchange(
      "POST", "/v1/files/\(method)?name=\(name)", headers: ["Content-Type": "text/csv"],
      body: file)
  }

  private func exchange(
    _ verb: String, _ path: String, headers: [String: String], body: [UInt8]
  ) async throws -> Answer {
    var head = "\(verb) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    head += "Content-Length: \(body.count)\r\n\r\n"
    let (request, port) = (Array(head.utf8) + body, port)
    // A thread of its own: blocking one of the few that run tasks would stop the mesh's client.
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try Self.talk(request, port) })
      }
    }
  }

  private static func talk(_ request: [UInt8], _ port: Int) throws -> Answer {
    guard let socket = try? RawSocket(port: port) else { throw Failure.noConnection }
    socket.write(request)
    guard let bytes = socket.readToEnd(patience: 60), let answer = parse(bytes) else {
      throw Failure.noAnswer(received: 0)
    }
    return answer
  }

  private static func parse(_ bytes: [UInt8]) -> Answer? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    var body = Array(bytes[end.upperBound...])
    if fields["transfer-encoding"] == "chunked" {
      guard let joined = joinedChunks(body) else { return nil }
      body = joined
    } else if let length = fields["content-length"].flatMap({ Int($0) }), length != body.count {
      return nil
    }
    return Answer(status: status, contentType: fields["content-type"] ?? "", body: body)
  }

  /// Nil when the last chunk is missing: the answer was cut off.
  private static func joinedChunks(_ bytes: [UInt8]) -> [UInt8]? {
    var joined: [UInt8] = []
    var rest = bytes[...]
    while let line = rest.firstRange(of: [0x0D, 0x0A]) {
      let digits = String(decoding: rest[..<line.lowerBound], as: UTF8.self)
      guard let count = Int(digits.prefix { $0 != ";" }, radix: 16) else { return nil }
      if count == 0 { return joined }
      guard line.upperBound + count + 2 <= rest.endIndex else { return nil }
      joined += rest[line.upperBound..<(line.upperBound + count)]
      rest = rest[(line.upperBound + count + 2)...]
    }
    return nil
  }
}
