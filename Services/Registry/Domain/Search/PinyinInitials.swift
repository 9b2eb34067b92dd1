/// First letters of the readings of Chinese characters (拼音首字母): 人民医院 is written `rmyy`. A
/// character with several readings answers to each of them: 重庆 to `cq` and to `zq`.
///
/// Readings are those of the Unicode Han database; see Deploy/registry/pinyin.
public enum PinyinInitials {
  /// The letters of a character as bits, "a" being the lowest; 0 when it has none.
  public static func letters(of scalar: Unicode.Scalar) -> UInt32 {
    switch scalar.value {
    case 0x4E00...0x9FFF: table[Int(scalar.value) - 0x4E00]
    case 0x41...0x5A: 1 << (scalar.value - 0x41)
    case 0x61...0x7A: 1 << (scalar.value - 0x61)
    default: 0
    }
  }

  /// The letters of each character of a text that has any.
  public static func letters(of text: String) -> [UInt32] {
    text.unicodeScalars.map(letters).filter { $0 != 0 }
  }

  /// Whether letters can be read out of a text, beginning at one of its characters.
  public static func reads(_ text: String, as letters: String) -> Bool {
    let (written, wanted) = (Self.letters(of: text), Self.letters(of: letters))
    guard !wanted.isEmpty, written.count >= wanted.count else { return false }
    return (0...(written.count - wanted.count)).contains { start in
      zip(written[start...], wanted).allSatisfy { $0 & $1 != 0 }
    }
  }

  private static let table: [UInt32] = {
    var table = first.withUTF8Buffer { bytes in
      bytes.map { byte -> UInt32 in byte == UInt8(ascii: "-") ? 0 : 1 << (UInt32(byte) - 0x61) }
    }
    var character: Int?
    for scalar in several.unicodeScalars {
      if let index = character, (0x61...0x7A).contains(scalar.value) {
        table[index] |= 1 << (scalar.value - 0x61)
      } else {
        character = Int(scalar.value) - 0x4E00
      }
    }
    return table
  }()
}
