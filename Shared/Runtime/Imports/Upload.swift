import Glibc
import Messages
import Quantities

/// One upload in progress: a `.part` file that becomes the staged file when it is whole and its
/// digest is right.
final class Upload {
  private let folder: String
  private let name: String
  private let digest: SHA256Digest
  private let totalBytes: Int
  private let file: Int32
  private var received: Int

  static func path(_ folder: String, _ digest: SHA256Digest) -> String { "\(folder)/\(digest)" }

  private var partial: String { Self.path(folder, digest) + ".part" }

  init(folder: String, name: String, digest: SHA256Digest, totalBytes: Int) throws(Problem) {
    self.folder = folder
    self.name = name
    self.digest = digest
    self.totalBytes = totalBytes
    let partial = Self.path(folder, digest) + ".part"
    file = open(partial, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw UploadProblem.disk(partial) }
    // Two uploads of the same file would write into each other's bytes.
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw UploadProblem.underWay(digest)
    }
    received = Int(lseek(file, 0, SEEK_END))
    guard received <= totalBytes else {
      close(file)
      unlink(partial)
      throw UploadProblem.damaged(digest)
    }
  }

  deinit { close(file) }

  func append(_ chunk: Common.FileChunk) throws(Problem) {
    guard let offset = Int(exactly: chunk.offset), offset <= received else {
      throw UploadProblem.offset(chunk.offset, expected: received)
    }
    let fresh = chunk.content.dropFirst(received - offset)
    guard received + fresh.count <= totalBytes else {
      throw UploadProblem.tooLarge(UInt64(received + fresh.count), limit: totalBytes)
    }
    var written = 0
    while written < fresh.count {
      let count = fresh.withUnsafeBytes { bytes in
        pwrite(
          file, bytes.baseAddress.map { $0 + written }, fresh.count - written,
          off_t(received + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UploadProblem.disk(partial) }
      written += count
    }
    received += fresh.count
  }

  func finish() throws(Problem) -> StagedFile {
    guard received == totalBytes else {
      throw UploadProblem.incomplete(received: received, of: totalBytes)
    }
    guard try contentDigest() == digest else {
      unlink(partial)
      throw UploadProblem.damaged(digest)
    }
    let path = Self.path(folder, digest)
    guard fsync(file) == 0, rename(partial, path) == 0 else { throw UploadProblem.disk(path) }
    return StagedFile(name: name, path: path, bytes: totalBytes, sha256: digest.description)
  }

  private func contentDigest() throws(Problem) -> SHA256Digest {
    var hasher = SHA256Hasher()
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var offset = 0
    while offset < received {
      let count = pread(file, &buffer, buffer.count, off_t(offset))
      guard count > 0 else { throw UploadProblem.disk(partial) }
      buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += count
    }
    return hasher.finish()
  }
}
