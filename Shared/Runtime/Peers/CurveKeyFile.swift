import MeshZeroMQ
import Quantities

/// Reads the key files that `healthmesh keys` writes.
enum CurveKeyFile {
  static func keyPair(_ path: String) throws(Problem) -> CurveKeyPair {
    do throws(ZeroMQError) {
      return try CurveKeyPair(contentsOf: path)
    } catch {
      throw unreadable(path, "\(error)")
    }
  }

  /// The public key of a file that holds it alone or as `public KEY`.
  static func publicKey(_ path: String) throws(Problem) -> String {
    guard let bytes = SmallFile.read(path, limit: 4096) else {
      throw unreadable(path, "the file cannot be read")
    }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let key = line.hasPrefix("public ") ? line.dropFirst("public ".count) : line
      if CurveKeyPair.isKey(String(key.trimmed)) { return String(key.trimmed) }
    }
    throw unreadable(path, "it holds no public key")
  }

  private static func unreadable(_ path: String, _ reason: String) -> Problem {
    Problem(
      .failedPrecondition, "CONFIG_KEY_FILE",
      zh: "密钥文件 \(path) 无法使用：\(reason)。", en: "The key file \(path) cannot be used: \(reason).",
      remedyZh: "请用 healthmesh keys 生成密钥，并将私钥文件权限设为 0600。",
      remedyEn: "Make keys with `healthmesh keys`; a secret key file has mode 0600.",
      details: [Problem.Detail("file", path)])
  }
}
