import Quantities

/// The texts that cells share. Phonetic hints beside a text are not part of it.
final class SharedStrings: XMLHandler {
  private(set) var texts: [String] = []
  private var current: [UInt8] = []
  private var total = 0
  private var isInText = false
  private var isInPhonetic = false
  private let limits: WorkbookLimits

  init(limits: WorkbookLimits) { self.limits = limits }

  func start(_ element: String, _ attributes: XMLAttributes) {
    switch element {
    case "si": current.removeAll(keepingCapacity: true)
    case "t": isInText = !isInPhonetic
    case "rPh": isInPhonetic = true
    default: break
    }
  }

  func end(_ element: String) throws(Problem) {
    switch element {
    case "si":
      guard texts.count < limits.cells else {
        throw WorkbookProblem.tooLarge("strings", limit: limits.cells)
      }
      texts.append(String(decoding: current, as: UTF8.self))
    case "t": isInText = false
    case "rPh": isInPhonetic = false
    default: break
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    guard isInText else { return }
    total += bytes.count
    guard total <= limits.stringBytes, current.count + bytes.count <= limits.cellBytes else {
      throw WorkbookProblem.tooLarge("string bytes", limit: limits.stringBytes)
    }
    current.append(contentsOf: bytes)
  }
}
