import CZip
import Workbook

/// Writes workbooks in the form that spreadsheet programs write, for tests of reading them.
public struct WorkbookFile {
  /// Parts by path; a test may change or add some.
  public var parts: [String: String] = [:]

  /// - Parameters:
  ///   - sheets: cells by row; merged ones are to be empty.
  ///   - merges: ranges such as `A1:B2` by name of the sheet.
  ///   - inline: texts stand in the cells instead of among the shared strings.
  public init(_ sheets: [Worksheet], merges: [String: [String]] = [:], inline: Bool = false) {
    var strings: [String] = []
    var numbers: [String: Int] = [:]
    func cell(_ value: CellValue, _ place: String) -> String {
      switch value {
      case .empty: return ""
      case .text(let text) where inline:
        return #"<c r="\#(place)" t="inlineStr"><is><t>\#(Self.escaped(text))</t></is></c>"#
      case .text(let text):
        let number = numbers[text] ?? strings.count
        if number == strings.count {
          numbers[text] = number
          strings.append(text)
        }
        return #"<c r="\#(place)" t="s"><v>\#(number)</v></c>"#
      case .number(let text): return #"<c r="\#(place)"><v>\#(text)</v></c>"#
      case .date(let text): return #"<c r="\#(place)" t="d"><v>\#(text)</v></c>"#
      case .boolean(let flag): return #"<c r="\#(place)" t="b"><v>\#(flag ? 1 : 0)</v></c>"#
      case .error(let text): return #"<c r="\#(place)" t="e"><v>\#(text)</v></c>"#
      }
    }
    var entries = ""
    var relations = ""
    for (index, sheet) in sheets.enumerated() {
      var rows = ""
      for row in sheet.rows {
        let cells = row.cells.enumerated().map {
          cell($1, "\(Worksheet.columnName($0))\(row.number)")
        }
        rows += #"<row r="\#(row.number)">\#(cells.joined())</row>"#
      }
      let ranges = (merges[sheet.name] ?? []).map { #"<mergeCell ref="\#($0)"/>"# }.joined()
      parts["xl/worksheets/sheet\(index + 1).xml"] = """
        \(Self.declaration)<worksheet xmlns="\(Self.main)"><sheetData>\(rows)</sheetData>\
        \(ranges.isEmpty ? "" : "<mergeCells>\(ranges)</mergeCells>")</worksheet>
        """
      entries += """
        <sheet name="\(Self.escaped(sheet.name))" sheetId="\(index + 1)" r:id="rId\(index + 1)"\
        \(sheet.isHidden ? #" state="hidden""# : "")/>
        """
      relations += Self.relation("rId\(index + 1)", "worksheet", "worksheets/sheet\(index + 1).xml")
    }
    relations += Self.relation("rIdS", "sharedStrings", "sharedStrings.xml")
    relations += Self.relation("rIdF", "styles", "styles.xml")
    parts["_rels/.rels"] = Self.relations(Self.relation("r1", "officeDocument", "xl/workbook.xml"))
    parts["xl/_rels/workbook.xml.rels"] = Self.relations(relations)
    parts["xl/workbook.xml"] = """
      \(Self.declaration)<workbook xmlns="\(Self.main)" xmlns:r="\(Self.office)">\
      <sheets>\(entries)</sheets></workbook>
      """
    let texts = strings.map { #"<si><t xml:space="preserve">\#(Self.escaped($0))</t></si>"# }
    parts["xl/sharedStrings.xml"] =
      #"\#(Self.declaration)<sst xmlns="\#(Self.main)">\#(texts.joined())</sst>"#
    // Style 1 shows dates by a standard format, style 2 by one of the file's own.
    parts["xl/styles.xml"] = """
      \(Self.declaration)<styleSheet xmlns="\(Self.main)"><numFmts><numFmt numFmtId="170" \
      formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/>\
      <xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>
      """
  }

  /// The file, compressed as spreadsheet programs do.
  public var bytes: [UInt8] {
    var fault = zip_error_t()
    let source = zip_source_buffer_create(nil, 0, 0, &fault)
    // The source is read after the archive that writes to it is closed.
    zip_source_keep(source)
    defer { zip_source_free(source) }
    let archive = zip_open_from_source(source, ZIP_TRUNCATE, &fault)
    let texts = parts.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) }
    var buffers: [UnsafeMutableRawBufferPointer] = []
    for (path, text) in texts {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
      buffer.copyBytes(from: text)
      buffers.append(buffer)
      let content = zip_source_buffer(archive, buffer.baseAddress, zip_uint64_t(buffer.count), 0)
      _ = zip_file_add(archive, path, content, zip_flags_t(ZIP_FL_ENC_UTF_8))
    }
    _ = zip_close(archive)
    for buffer in buffers { buffer.deallocate() }
    var status = zip_stat_t()
    _ = zip_source_stat(source, &status)
    _ = zip_source_open(source)
    defer { zip_source_close(source) }
    return [UInt8](unsafeUninitializedCapacity: Int(status.size)) { storage, count in
      count = max(0, Int(zip_source_read(source, storage.baseAddress, status.size)))
    }
  }

  public static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static let declaration = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  private static func relation(_ id: String, _ type: String, _ target: String) -> String {
    #"<Relationship Id="\#(id)" Type="\#(office)/\#(type)" Target="\#(target)"/>"#
  }

  private static func relations(_ text: String) -> String {
    let space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return #"\#(declaration)<Relationships xmlns="\#(space)">\#(text)</Relationships>"#
  }
}
