import Glibc

/// Files of uploads that a crash interrupted.
///
/// Elsewhere they wait to be continued; here they may hold whole identity numbers, which must not
/// stay on the disk, so the service starts by removing them and the caller sends the file again.
public enum InterruptedUploads {
  public static func discard(in folder: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { unlink("\(folder)/\(name)") }
    }
  }
}
