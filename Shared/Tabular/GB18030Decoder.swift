import Glibc

/// Converts GB18030 to UTF-8 through the system's iconv.
///
/// Not shared between threads: iconv keeps state in its descriptor.
final class GB18030Decoder {
  private let descriptor: iconv_t

  /// Nil when the system has no such conversion.
  init?() {
    let opened = iconv_open("UTF-8", "GB18030")
    // iconv_open reports failure as (iconv_t)-1.
    guard Int(bitPattern: opened) != -1, let opened else { return nil }
    descriptor = opened
  }

  deinit { iconv_close(descriptor) }

  /// Writes the UTF-8 of the bytes to the buffer and returns its length; nil when the bytes are not
  /// GB18030. Two bytes become at most three and four at most four, so twice the length suffices.
  func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int? {
    precondition(output.count >= bytes.count * 2, "room for the converted text")
    guard !bytes.isEmpty else { return 0 }
    var source = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
      .assumingMemoryBound(to: CChar.self)
    var target = UnsafeMutableRawPointer(output.baseAddress)?
      .assumingMemoryBound(to: CChar.self)
    var sourceLeft = bytes.count
    var targetLeft = output.count
    _ = iconv(descriptor, nil, nil, nil, nil)
    let result = iconv(descriptor, &source, &sourceLeft, &target, &targetLeft)
    guard result != -1, sourceLeft == 0 else { return nil }
    return output.count - targetLeft
  }
}
