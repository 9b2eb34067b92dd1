import ArgumentParser
import Privacy
import Quantities

extension Keys {
  /// `healthmesh keys data …`: the keys under which services seal ID numbers.
  struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keys that seal ID numbers at rest: make, show, rotate, retire (数据密钥).",
      subcommands: [New.self, Show.self, Rotate.self, Retire.self])

    struct New: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Make a key file that only its owner can read; name it as data_keys.")
      @OptionGroup var output: OutputOptions
      @Argument(help: "The file to make; an existing one is never replaced.") var file: String

      func run() throws {
        let ring = try DataKeyRing.random()
        try ring.create(file)
        Data.write(ring, output)
      }
    }

    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show the names of the keys; the last one is active.")
      @OptionGroup var output: OutputOptions
      @Argument(help: "The key file.") var file: String

      func run() throws { Data.write(try DataKeyRing(contentsOf: file), output) }
    }

    struct Rotate: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Add a key; the service seals everything under it after a restart.")
      @OptionGroup var output: OutputOptions
      @Argument(help: "The key file.") var file: String

      func run() throws {
        let ring = try DataKeyRing(contentsOf: file).rotated()
        try ring.replace(file)
        Data.write(ring, output)
      }
    }

    struct Retire: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Take an old key out; it is kept in FILE.KEY.retired.",
        discussion: "A service that still needs it does not start, and says so.")
      @OptionGroup var output: OutputOptions
      @Argument(help: "The key file.") var file: String
      @Argument(help: "The key's name.") var key: String

      func run() throws {
        let (kept, retired) = try DataKeyRing(contentsOf: file).retiring(key)
        // First the copy: a power cut in between leaves the key in both files.
        try retired.create("\(file).\(key).retired")
        try kept.replace(file)
        Data.write(kept, output)
      }
    }

    private static func write(_ ring: DataKeyRing, _ output: OutputOptions) {
      if output.json {
        let names = ring.ids.map(JSONString.quoted).joined(separator: ",")
        return Terminal.line("{\"keys\":[\(names)]}")
      }
      for (index, id) in ring.ids.enumerated() {
        let isActive = index == ring.ids.count - 1
        Terminal.line(isActive ? "\(id)  \(Terminal.language("使用中", "active"))" : id)
      }
    }
  }
}
