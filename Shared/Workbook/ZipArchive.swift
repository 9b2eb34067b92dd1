import CZip
import Quantities

/// A zip file in memory, read part by part within limits.
final class ZipArchive {
  private let handle: OpaquePointer
  private let storage: UnsafeMutableRawBufferPointer
  private let limits: WorkbookLimits

  init(_ bytes: [UInt8], limits: WorkbookLimits) throws(Problem) {
    guard bytes.count <= limits.fileBytes else {
      throw WorkbookProblem.tooLarge("bytes", limit: limits.fileBytes)
    }
    // The library reads from the buffer as long as the archive is open.
    let storage = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count, 1), alignment: 16)
    storage.copyBytes(from: bytes)
    var fault = zip_error_t()
    zip_error_init(&fault)
    defer { zip_error_fini(&fault) }
    guard
      let source = zip_source_buffer_create(
        storage.baseAddress, zip_uint64_t(bytes.count), 0, &fault)
    else {
      storage.deallocate()
      throw WorkbookProblem.unreadable("", Self.text(&fault))
    }
    guard let handle = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &fault) else {
      zip_source_free(source)
      storage.deallocate()
      throw WorkbookProblem.unreadable("", Self.text(&fault))
    }
    self.handle = handle
    self.storage = storage
    self.limits = limits
    let count = zip_get_num_entries(handle, 0)
    guard count >= 0, count <= zip_int64_t(limits.parts) else {
      throw WorkbookProblem.tooLarge("parts", limit: limits.parts)
    }
  }

  deinit {
    zip_discard(handle)
    storage.deallocate()
  }

  func has(_ part: String) -> Bool { zip_name_locate(handle, part, 0) >= 0 }

  /// Calls the body with the part's bytes, piece by piece; inflates no more than the limit, whatever
  /// size the file claims.
  func read(
    _ part: String, _ body: (UnsafeRawBufferPointer) throws(Problem) -> Void
  ) throws(Problem) {
    guard let file = zip_fopen(handle, part, 0) else {
      throw WorkbookProblem.unreadable(part, "the part is missing, encrypted or damaged")
    }
    defer { zip_fclose(file) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { piece.deallocate() }
    var total = 0
    while true {
      let count = zip_fread(file, piece.baseAddress, zip_uint64_t(piece.count))
      guard count >= 0 else { throw WorkbookProblem.unreadable(part, "the part is damaged") }
      if count == 0 { return }
      total += Int(count)
      guard total <= limits.partBytes else {
        throw WorkbookProblem.tooLarge("part bytes", limit: limits.partBytes)
      }
      try body(UnsafeRawBufferPointer(rebasing: piece[..<Int(count)]))
    }
  }

  private static func text(_ fault: inout zip_error_t) -> String {
    zip_error_strerror(&fault).map { String(cString: $0) } ?? "unknown"
  }
}
