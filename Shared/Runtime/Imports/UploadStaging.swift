import Glibc
import Mesh
import Messages
import Quantities
import Store

/// Takes uploads into a folder, piece by piece, until they are whole.
///
/// A file is known by its SHA-256. What arrived stays when the connection breaks or the process
/// dies: the caller starts again with the same digest at whatever offset it likes up to what is
/// there, and what it sends twice is skipped. Beyond that, `UPLOAD_OFFSET` says where to go on.
public struct UploadStaging: Sendable {
  private let folder: String
  private let maximumBytes: Int

  /// - Parameter folder: created (0700) when missing.
  public init(folder: String, maximumBytes: Int) {
    self.folder = folder
    self.maximumBytes = maximumBytes
  }

  /// Receives one file.
  ///
  /// - Throws: `UPLOAD_EMPTY`, `UPLOAD_DIGEST`, `UPLOAD_TOO_LARGE`, `UPLOAD_OFFSET`,
  ///   `UPLOAD_INCOMPLETE`, `UPLOAD_DAMAGED` (the bytes are not those of the digest; they are
  ///   thrown away), `UPLOAD_DISK`.
  public func receive(_ chunks: RequestStream<Common.FileChunk>) async throws -> StagedFile {
    var upload: Upload?
    for try await chunk in chunks {
      if upload == nil { upload = try begin(chunk) }
      try upload?.append(chunk)
    }
    guard let upload else { throw UploadProblem.empty }
    return try upload.finish()
  }

  /// The staged file of a digest from before; nil when it is not there whole.
  public func staged(sha256: String) -> StagedFile? {
    guard let digest = try? SHA256Digest(parsing: sha256) else { return nil }
    let path = Upload.path(folder, digest)
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return StagedFile(name: "", path: path, bytes: Int(status.st_size), sha256: sha256)
  }

  /// Removes a file that is no longer needed.
  public func discard(_ file: StagedFile) { unlink(file.path) }

  private func begin(_ first: Common.FileChunk) throws(Problem) -> Upload {
    try DataFolder.create(folder)
    guard let digest = try? SHA256Digest(parsing: first.sha256) else {
      throw UploadProblem.digest(first.sha256)
    }
    guard first.totalBytes <= UInt64(maximumBytes) else {
      throw UploadProblem.tooLarge(first.totalBytes, limit: maximumBytes)
    }
    return try Upload(
      folder: folder, name: first.fileName, digest: digest, totalBytes: Int(first.totalBytes))
  }
}
