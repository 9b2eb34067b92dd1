import ArgumentParser
import DIPDomain
import Glibc
import Messages
import Quantities
import Tabular

extension Catalogues {
  /// `healthmesh catalogue convert`.
  struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn workbooks (.xlsx) into a catalogue's folder of CSV files.",
      discussion: """
        Reads the sheets of the national grouping scheme (按病种分值（DIP）付费3.0版分组方案), of its \
        attachments, and sheets named after a catalogue's files. Several workbooks make one catalogue.
        """)

    @OptionGroup var output: OutputOptions
    @Option(help: "The folder to write; it may not hold a catalogue.") var to: String
    @Option(help: "Name of the catalogue.") var name = "dip"
    @Option(help: "Version of the catalogue.") var version = "3.0"
    @Option(help: "Chinese title.") var title = "按病种分值付费病种目录"
    @Argument(help: "The workbooks.") var workbooks: [String]

    func validate() throws {
      guard !workbooks.isEmpty else { throw ValidationError("a workbook is needed") }
    }

    func run() throws {
      var files: [[UInt8]] = []
      for path in workbooks { files.append(try WholeFile.read(path)) }
      let conversion = try CatalogueConversion(
        files: files,
        naming: .init(
          name: name, version: version, title: Bilingual(zh: title, en: "\(name) \(version)")))
      let word = Terminal.language
      if !output.json {
        for step in conversion.steps { Terminal.line(word(step)) }
      }
      guard !conversion.files.isEmpty else {
        try CatalogueFindings(conversion.findings).write(output, catalogue: nil)
        throw ArgumentParser.ExitCode(65)
      }
      try CatalogueFolder(to).write(conversion.files)
      try CatalogueFindings(conversion.findings).write(output, catalogue: conversion.catalogue)
      if !conversion.errors.isEmpty { throw ArgumentParser.ExitCode(65) }
    }
  }

  /// `healthmesh catalogue lint`.
  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a catalogue's folder; errors prevent the import, warnings deserve a look.")

    @OptionGroup var output: OutputOptions
    @Argument(help: "The folder.", completion: .directory) var folder: String

    func run() throws {
      let reading = CatalogueReader.read(try CatalogueFolder(folder).read())
      try CatalogueFindings(reading.findings).write(output, catalogue: reading.catalogue)
      if reading.catalogue == nil { throw ArgumentParser.ExitCode(65) }
    }
  }
}

/// What was found in a catalogue, for people and programs.
struct CatalogueFindings {
  private let findings: [CatalogueFinding]

  init(_ findings: [CatalogueFinding]) { self.findings = findings }

  func write(_ output: OutputOptions, catalogue: Catalogue?) throws {
    if output.json { return Terminal.line(try response(catalogue).jsonText()) }
    let word = Terminal.language
    if !findings.isEmpty { Terminal.line(table) }
    let errors = findings.count { $0.severity == .error }
    Terminal.line(
      word(
        "错误 \(errors)，警告 \(findings.count - errors)",
        "\(errors) errors, \(findings.count - errors) warnings"))
    if let catalogue {
      Terminal.line(
        word(
          "\(catalogue.name) \(catalogue.version)：\(catalogue.groups.count) 个病种，可以导入",
          "\(catalogue.name) \(catalogue.version): \(catalogue.groups.count) groups, ready for import"
        )
          + "  \(catalogue.hash.description.prefix(12))")
    }
  }

  private var table: String {
    let word = Terminal.language
    var table = TextTable([
      ("", .left), (word("文件", "File"), .left), (word("行", "Row"), .right),
      (word("列", "Column"), .left), (word("代码", "Code"), .left), (word("原因", "Reason"), .left),
      (word("处理办法", "Remedy"), .left),
    ])
    for finding in findings {
      let issue = finding.issue
      table.append([
        finding.severity == .error ? word("错误", "error") : word("警告", "warning"), finding.file,
        issue.row > 0 ? "\(issue.row)" : "", issue.column, issue.code,
        word(issue.message)
          + (issue.value.isEmpty ? "" : word("（", " (") + issue.value + word("）", ")")),
        word(issue.remedy),
      ])
    }
    return table.text
  }

  private func response(_ catalogue: Catalogue?) -> Dip.CheckCatalogueResponse {
    var response = Dip.CheckCatalogueResponse()
    response.acceptable = catalogue != nil
    response.findings = findings.map { finding in
      let issue = finding.issue
      return Dip.CatalogueFinding(
        error: finding.severity == .error, file: finding.file, row: UInt32(clamping: issue.row),
        column: issue.column, value: issue.value, code: issue.code,
        message: Common.Bilingual(zh: issue.message.zh, en: issue.message.en),
        remedy: Common.Bilingual(zh: issue.remedy.zh, en: issue.remedy.en))
    }
    response.catalogue = catalogue.map { catalogue in
      Dip.Catalogue(
        name: catalogue.name, version: catalogue.version, hash: catalogue.hash.description,
        groups: UInt32(catalogue.groups.count), coreGroups: UInt32(catalogue.coreGroupCount),
        compositeGroups: UInt32(catalogue.compositeGroupCount))
    }
    return response
  }
}

/// A folder that holds a catalogue: a manifest and its files.
struct CatalogueFolder {
  private let path: String

  init(_ path: String) { self.path = path }

  /// The folder's files by name; folders in it and hidden files are left out.
  func read() throws(Problem) -> [CatalogueFile] {
    guard let listing = opendir(path) else { throw WholeFile.failed(path) }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix("."), entry.pointee.d_type != UInt8(DT_DIR) { names.append(name) }
    }
    var files: [CatalogueFile] = []
    for name in names.sorted() {
      files.append(CatalogueFile(name: name, content: try WholeFile.read("\(path)/\(name)")))
    }
    return files
  }

  /// The files as an import sends them.
  var message: [Dip.CatalogueFile] {
    get throws(Problem) { try read().map { Dip.CatalogueFile(name: $0.name, content: $0.content) } }
  }

  /// Makes the folder where it is missing, and writes the files.
  ///
  /// - Throws: `CLI_CATALOGUE_EXISTS` when a catalogue stands there, `CLI_FILE_UNWRITABLE`.
  func write(_ files: [CatalogueFile]) throws(Problem) {
    guard access("\(path)/\(CatalogueManifest.fileName)", F_OK) != 0 else {
      throw Problem(
        .alreadyExists, "CLI_CATALOGUE_EXISTS", zh: "文件夹 \(path) 中已有目录。",
        en: "There is a catalogue in the folder \(path) already.",
        remedyZh: "请用 --to 指定新文件夹。", remedyEn: "Name a new folder with --to.")
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw WholeFile.unwritable(path) }
    for file in files {
      // Names come from a service, too: none may lead out of the folder.
      guard !file.name.isEmpty, !file.name.contains("/"), !file.name.hasPrefix(".") else {
        throw WholeFile.unwritable(file.name)
      }
      let target = "\(path)/\(file.name)"
      let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw WholeFile.unwritable(target) }
      defer { close(descriptor) }
      guard WholeFile.write(file.content, to: descriptor) else {
        throw WholeFile.unwritable(target)
      }
    }
  }
}
