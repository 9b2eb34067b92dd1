internal import CMessages

/// The contract itself, as `google.protobuf.FileDescriptorSet`: what reflection serves, and what a
/// client in another language needs in order to read and write every message.
public enum DescriptorSet {
  /// The serialised set, files before those that import them, without comments.
  public static func encoded() -> [UInt8] {
    // A set is one repeated field, so sets that follow each other are one set.
    areas.flatMap { $0 }
  }

  static func bytes(
    _ table: (UnsafeMutablePointer<Int>?) -> UnsafePointer<UInt8>?
  ) -> [UInt8] {
    var size = 0
    let start = table(&size)
    return [UInt8](UnsafeBufferPointer(start: start, count: start == nil ? 0 : size))
  }
}
