import Quantities

/// The sheets of the workbook part, in the order of their tabs.
final class SheetList: XMLHandler {
  struct Sheet {
    var name: String
    var relation: String
    var isHidden: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var datesFrom1904 = false

  func start(_ element: String, _ attributes: XMLAttributes) {
    switch element {
    case "sheet":
      sheets.append(
        Sheet(
          name: attributes["name"] ?? "", relation: attributes["id"] ?? "",
          isHidden: (attributes["state"] ?? "visible") != "visible"))
    case "workbookPr":
      datesFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
    default: break
    }
  }

  func end(_ element: String) {}
  func text(_ bytes: UnsafeRawBufferPointer) {}
}

/// The parts that a part refers to.
final class Relations: XMLHandler {
  /// Paths from the root of the file, by id.
  private(set) var targets: [String: String] = [:]
  /// The last word of each type, such as `officeDocument`.
  private(set) var byType: [String: String] = [:]
  private let folder: String

  /// - Parameter folder: where the referring part stands, `xl` or empty.
  init(folder: String) { self.folder = folder }

  func start(_ element: String, _ attributes: XMLAttributes) {
    guard element == "Relationship", let id = attributes["Id"], let target = attributes["Target"],
      attributes["TargetMode"] != "External"
    else { return }
    let path = Self.resolved(target, from: folder)
    targets[id] = path
    if let type = attributes["Type"]?.split(separator: "/").last { byType[String(type)] = path }
  }

  func end(_ element: String) {}
  func text(_ bytes: UnsafeRawBufferPointer) {}

  /// A path from the root: targets are relative to the folder or begin with a slash.
  static func resolved(_ target: String, from folder: String) -> String {
    var parts =
      target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }
}
