import Glibc
import Quantities

/// Where the bytes of a file come from, in order.
public protocol ByteSource {
  /// Writes the next bytes to the buffer and returns how many; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int
}

/// Bytes in memory.
public struct MemorySource: ByteSource, Sendable {
  private let bytes: [UInt8]
  private var offset: Int
  private let chunk: Int

  /// - Parameter chunk: most bytes that one read gives.
  public init(_ bytes: [UInt8], from offset: Int64 = 0, chunk: Int = 1 << 18) {
    precondition(chunk > 0, "a chunk has bytes")
    self.bytes = bytes
    self.offset = min(Int(clamping: offset), bytes.count)
    self.chunk = chunk
  }

  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, chunk, bytes.count - offset)
    buffer.copyBytes(from: bytes[offset..<offset + count])
    offset += count
    return count
  }
}

/// A file on disk, closed with the value's last owner.
public final class FileSource: ByteSource {
  private let descriptor: Int32
  private let path: String

  /// - Throws: `FILE_UNREADABLE` with the system's reason.
  public init(path: String, from offset: Int64 = 0) throws(Problem) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
    guard offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw Self.unreadable(path, errno)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.unreadable(path, errno) }
    }
  }

  private static func unreadable(_ path: String, _ reason: Int32) -> Problem {
    Problem(
      .notFound, "FILE_UNREADABLE", zh: "无法读取文件 \(path)", en: "cannot read \(path)",
      remedyZh: "请检查路径和权限", remedyEn: "check the path and its permissions",
      details: [Problem.Detail("reason", String(cString: strerror(reason)))])
  }
}
