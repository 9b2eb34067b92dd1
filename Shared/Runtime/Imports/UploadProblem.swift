import Glibc
import Quantities

/// What can be wrong with an upload.
enum UploadProblem {
  static let empty = Problem(
    .invalidInput, "UPLOAD_EMPTY", zh: "没有收到文件内容。", en: "No piece of a file was sent.",
    remedyZh: "请至少发送一个分块。", remedyEn: "Send at least one chunk.")

  static func digest(_ text: String) -> Problem {
    Problem(
      .invalidInput, "UPLOAD_DIGEST", zh: "首个分块应带有文件的 SHA-256（64 位小写十六进制）。",
      en: "The first chunk must carry the file's SHA-256 (64 lower-case hexadecimal digits).",
      remedyZh: "请计算整个文件的摘要后重发。", remedyEn: "Compute the digest of the whole file and send again.",
      details: [Problem.Detail("sha256", String(text.prefix(80)))])
  }

  static func tooLarge(_ bytes: UInt64, limit: Int) -> Problem {
    Problem(
      .resourceExhausted, "UPLOAD_TOO_LARGE", zh: "文件为 \(bytes) 字节，上限为 \(limit) 字节。",
      en: "The file has \(bytes) bytes; \(limit) are allowed.",
      remedyZh: "请拆分文件，或调整 limits.upload_bytes。",
      remedyEn: "Split the file, or change limits.upload_bytes.",
      details: [Problem.Detail("bytes", "\(bytes)"), Problem.Detail("limit", "\(limit)")])
  }

  static func offset(_ offset: UInt64, expected: Int) -> Problem {
    Problem(
      .failedPrecondition, "UPLOAD_OFFSET", zh: "分块起点 \(offset) 之前的内容尚未收到。",
      en: "The chunk starts at \(offset), but the bytes before it have not arrived.",
      remedyZh: "请从 \(expected) 处继续上传。", remedyEn: "Go on from \(expected).",
      details: [Problem.Detail("offset", "\(offset)"), Problem.Detail("expected", "\(expected)")])
  }

  static func incomplete(received: Int, of total: Int) -> Problem {
    Problem(
      .failedPrecondition, "UPLOAD_INCOMPLETE", zh: "文件共 \(total) 字节，只收到 \(received) 字节。",
      en: "Of \(total) bytes only \(received) arrived.",
      remedyZh: "请从 \(received) 处继续上传。", remedyEn: "Go on from \(received).",
      details: [Problem.Detail("expected", "\(received)"), Problem.Detail("bytes", "\(total)")])
  }

  static func damaged(_ digest: SHA256Digest) -> Problem {
    Problem(
      .invalidInput, "UPLOAD_DAMAGED", zh: "收到的内容与所给摘要不符，已丢弃。",
      en: "What arrived does not have the given digest and was thrown away.",
      remedyZh: "请重新计算摘要并从头上传。", remedyEn: "Compute the digest anew and send from the start.",
      details: [Problem.Detail("sha256", digest.description)])
  }

  static func underWay(_ digest: SHA256Digest) -> Problem {
    Problem(
      .conflict, "UPLOAD_UNDER_WAY", zh: "同一文件正在上传。", en: "The same file is being uploaded.",
      remedyZh: "请等待该上传结束。", remedyEn: "Wait for that upload to end.",
      details: [Problem.Detail("sha256", digest.description)])
  }

  /// Reads `errno`.
  static func disk(_ path: String) -> Problem {
    let reason = String(cString: strerror(errno))
    return Problem(
      .unavailable, "UPLOAD_DISK", zh: "写入暂存文件失败：\(reason)。",
      en: "Writing the staged file failed: \(reason).",
      remedyZh: "请检查数据目录的空间与权限。", remedyEn: "Check space and permissions of the data folder.",
      details: [Problem.Detail("file", path.split(separator: "/").last.map(String.init) ?? "")])
  }
}
