import Quantities

/// The content digest of a stored list in a form that sorts fast.
struct ListContent: Comparable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == ListDigests.size, "a SHA-256 digest")
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  static func < (a: ListContent, b: ListContent) -> Bool { a.words < b.words }
  static func == (a: ListContent, b: ListContent) -> Bool { a.words == b.words }

  /// One digest for many lists, whatever their order: SHA-256 over their digests in ascending order.
  static func digest(of contents: inout [ListContent]) -> SHA256Digest {
    contents.sort()
    var hasher = SHA256Hasher()
    hasher.update(Int64(contents.count))
    for content in contents {
      let words = content.words
      for word in [words.0, words.1, words.2, words.3] {
        hasher.update(Int64(bitPattern: word))
      }
    }
    return hasher.finish()
  }
}
