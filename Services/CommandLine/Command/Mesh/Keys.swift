import ArgumentParser
import Glibc
import MeshZeroMQ
import Quantities

/// `healthmesh keys …`: who is who on tcp.
struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "CURVE keys for tcp endpoints, and keys that seal ID numbers.",
    subcommands: [New.self, Show.self, Allow.self, Data.self])

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key pair in a file that only its owner can read.")
    @OptionGroup var output: OutputOptions
    @Argument(help: "The file to make; an existing one is never replaced.") var file: String

    func run() throws {
      do {
        let pair = try CurveKeyPair.generate()
        try pair.save(to: file)
        Terminal.line(
          output.json ? "{\"publicKey\":\(JSONString.quoted(pair.publicKey))}" : pair.publicKey)
      } catch {
        throw KeyProblem.failed(file, error)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the public key of a pair.")
    @OptionGroup var output: OutputOptions
    @Argument(help: "The key pair's file.") var file: String

    func run() throws {
      do {
        let key = try CurveKeyPair(contentsOf: file).publicKey
        Terminal.line(output.json ? "{\"publicKey\":\(JSONString.quoted(key))}" : key)
      } catch {
        throw KeyProblem.failed(file, error)
      }
    }
  }

  struct Allow: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a public key in: add a line to an allow-list.")
    @OptionGroup var output: OutputOptions
    @Argument(help: "The allow-list's file; made when it is not there.") var list: String
    @Argument(help: "The public key, 40 characters.") var publicKey: String
    @Argument(help: "Who has it, for example yunling-bureau.") var identity: String
    @Argument(help: "Roles separated by commas: bureau, hospital, auditor, admin.")
    var roles: String

    func validate() throws {
      guard CurveKeyPair.isKey(publicKey) else {
        throw ValidationError("\(publicKey) is not a public key")
      }
      for word in [identity, roles] {
        guard !word.isEmpty, word.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
          throw ValidationError("identity and roles have no blanks")
        }
      }
    }

    func run() throws {
      let descriptor = open(list, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw WholeFile.unwritable(list) }
      defer { close(descriptor) }
      let line = "\(publicKey) \(identity) \(roles)\n"
      guard write(descriptor, line, line.utf8.count) == line.utf8.count else {
        throw WholeFile.unwritable(list)
      }
    }
  }
}

enum KeyProblem {
  static func failed(_ file: String, _ error: ZeroMQError) -> Problem {
    Problem(
      .invalidInput, "CLI_KEY_UNREADABLE", zh: "密钥文件 \(file) 无法使用：\(error)。",
      en: "The key file \(file) cannot be used: \(error).",
      remedyZh: "请检查路径与权限；已有文件不会被覆盖。",
      remedyEn: "Check path and rights; an existing file is never replaced.")
  }
}

/// A text as JSON, for the few objects that are not messages. Keys may hold quotes' neighbours.
enum JSONString {
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
