import DIPDomain
import Glibc

/// Reference data that stands beside the repository on some machines (`../shared`); tests that use it
/// skip when it is absent.
enum SharedData {
  static func text(_ path: String) -> String? {
    ProjectData.bytes("../shared/\(path)").map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Files of the repository itself.
enum ProjectData {
  static func bytes(_ path: String) -> [UInt8]? {
    let file = #filePath
    let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let stream = fopen("/\(root)/\(path)", "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// The files of the project's own catalogue.
  static let sampleCatalogueFiles: [CatalogueFile] =
    ([CatalogueManifest.fileName] + CatalogueManifest.Role.allCases.map { "\($0.rawValue).csv" })
    .compactMap { name in
      bytes("Deploy/catalogue/sample/\(name)").map { CatalogueFile(name: name, content: $0) }
    }

  static let sampleCatalogue = CatalogueReader.read(sampleCatalogueFiles)
}
