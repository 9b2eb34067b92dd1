import ArgumentParser
import Quantities

/// An amount in yuan on the command line.
enum YuanOption {
  static func fen(_ text: String) throws -> Int64 { try Money(parsing: text).fen }
}
