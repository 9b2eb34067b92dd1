import CExpat
import Glibc
import Quantities

/// What reads the elements of a part: names are without namespace.
protocol XMLHandler: AnyObject {
  func start(_ element: String, _ attributes: XMLAttributes) throws(Problem)
  func end(_ element: String) throws(Problem)
  func text(_ bytes: UnsafeRawBufferPointer) throws(Problem)
}

/// The attributes of an element while it is read.
struct XMLAttributes {
  fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  /// The value of an attribute by its name without namespace.
  subscript(name: String) -> String? {
    guard var pair = pairs else { return nil }
    while let key = pair[0], let value = pair[1] {
      if XMLPart.localName(key) == name { return String(cString: value) }
      pair += 2
    }
    return nil
  }
}

/// One part of a workbook, parsed as it is inflated: no tree, no entities of the file's own, bounded
/// depth.
final class XMLPart {
  private let path: String
  private let handler: any XMLHandler
  private let parser: XML_Parser
  private let maximumDepth: Int
  private var depth = 0
  private var failure: Problem?

  static func read(
    _ path: String, of archive: ZipArchive, limits: WorkbookLimits, _ handler: some XMLHandler
  ) throws(Problem) {
    let part = try XMLPart(path, handler, limits)
    try archive.read(path) { piece throws(Problem) in try part.parse(piece, isLast: false) }
    try part.parse(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
  }

  private init(
    _ path: String, _ handler: some XMLHandler, _ limits: WorkbookLimits
  ) throws(Problem) {
    guard let parser = XML_ParserCreateNS(nil, XML_Char(UInt8(ascii: "|"))) else {
      throw WorkbookProblem.unreadable(path, "no memory for the parser")
    }
    self.path = path
    self.handler = handler
    self.parser = parser
    maximumDepth = limits.depth
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, attributes in
        guard let part = XMLPart.of(context), let name else { return }
        part.guarded { () throws(Problem) in
          part.depth += 1
          guard part.depth <= part.maximumDepth else {
            throw WorkbookProblem.tooLarge("depth", limit: part.maximumDepth)
          }
          try part.handler.start(XMLPart.localName(name), XMLAttributes(pairs: attributes))
        }
      },
      { context, name in
        guard let part = XMLPart.of(context), let name else { return }
        part.guarded { () throws(Problem) in
          part.depth -= 1
          try part.handler.end(XMLPart.localName(name))
        }
      })
    XML_SetCharacterDataHandler(parser) { context, text, count in
      guard let part = XMLPart.of(context) else { return }
      part.guarded { () throws(Problem) in
        try part.handler.text(UnsafeRawBufferPointer(start: text, count: Int(count)))
      }
    }
    // A document type may define entities that multiply; no workbook has one.
    XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
      guard let part = XMLPart.of(context) else { return }
      part.guarded { () throws(Problem) in
        throw WorkbookProblem.unreadable(part.path, "a document type is not allowed")
      }
    }
  }

  deinit { XML_ParserFree(parser) }

  private func parse(_ piece: UnsafeRawBufferPointer, isLast: Bool) throws(Problem) {
    let status = XML_Parse(
      parser, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count),
      isLast ? 1 : 0)
    if let failure { throw failure }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? ""
      throw WorkbookProblem.unreadable(
        path, "line \(XML_GetCurrentLineNumber(parser)): \(reason)")
    }
  }

  /// Runs a handler's method; an error ends the parsing.
  private func guarded(_ body: () throws(Problem) -> Void) {
    guard failure == nil else { return }
    do throws(Problem) {
      try body()
    } catch {
      failure = error
      XML_StopParser(parser, 0)
    }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> XMLPart? {
    context.map { Unmanaged<XMLPart>.fromOpaque($0).takeUnretainedValue() }
  }

  /// What follows the namespace.
  static func localName(_ name: UnsafePointer<CChar>) -> String {
    let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
    let local = bytes.lastIndex(of: UInt8(ascii: "|")).map { $0 + 1 } ?? 0
    return String(decoding: bytes[local...], as: UTF8.self)
  }
}
