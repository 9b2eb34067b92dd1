import Quantities

/// Why a record could not be read as fields. The reader goes on with the next line.
public enum CSVDefect: Sendable, Hashable, CaseIterable {
  /// A quote was opened and not closed, or something follows a closing quote.
  case unbalancedQuote
  case invalidEncoding
  case nulByte
  case recordTooLong
  case fieldTooLong
  case tooManyFields

  /// Stable reason code of the row's quarantine.
  public var code: String {
    switch self {
    case .unbalancedQuote: "CSV_UNBALANCED_QUOTE"
    case .invalidEncoding: "CSV_INVALID_ENCODING"
    case .nulByte: "CSV_NUL_BYTE"
    case .recordTooLong: "CSV_RECORD_TOO_LONG"
    case .fieldTooLong: "CSV_FIELD_TOO_LONG"
    case .tooManyFields: "CSV_TOO_MANY_FIELDS"
    }
  }

  public var message: Bilingual {
    switch self {
    case .unbalancedQuote:
      Bilingual(zh: "引号不成对，或引号后有多余字符", en: "a quote is not closed, or text follows a closing quote")
    case .invalidEncoding:
      Bilingual(zh: "字符编码无效", en: "the bytes are not valid in the file's encoding")
    case .nulByte: Bilingual(zh: "行中含有空字节", en: "the row contains a NUL byte")
    case .recordTooLong: Bilingual(zh: "行过长", en: "the row is too long")
    case .fieldTooLong: Bilingual(zh: "单元格过长", en: "a cell is too long")
    case .tooManyFields: Bilingual(zh: "列数过多", en: "the row has too many cells")
    }
  }

  public var remedy: Bilingual {
    switch self {
    case .unbalancedQuote:
      Bilingual(zh: "请将单元格内的引号写成两个引号", en: "double the quotes inside a cell")
    case .invalidEncoding:
      Bilingual(zh: "请另存为 UTF-8 或 GB18030", en: "save the file as UTF-8 or GB18030")
    case .nulByte, .recordTooLong, .fieldTooLong, .tooManyFields:
      Bilingual(zh: "请检查文件是否为 CSV 且未损坏", en: "check that the file is CSV and not damaged")
    }
  }
}
