import ArgumentParser
import Contract
import Mesh
import Messages

extension Cases {
  /// `healthmesh cases imports`.
  struct Imports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the imports of settlement lists with their identifiers, the newest first.")
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ListCaseImportsRequest(pageSize: 1000)
      var whole = Dip.ListCaseImportsResponse()
      repeat {
        let page = try await DipCasesClient(client: client).listCaseImports(request)
        whole.imports += page.imports
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json { return Terminal.line(try whole.jsonText()) }
      Terminal.line(Self.table(whole.imports))
    }

    private static func table(_ imports: [Dip.CaseImport]) -> String {
      let word = Terminal.language
      var table = TextTable([
        (word("编号", "Import"), .left), (word("文件", "File"), .left),
        (word("状态", "State"), .left), (word("行", "Rows"), .right),
        (word("新增", "New"), .right), (word("更新", "Replaced"), .right),
        (word("未变", "Unchanged"), .right), (word("隔离", "Quarantined"), .right),
        (word("开始", "Started"), .left),
      ])
      for found in imports {
        table.append([
          found.importId, found.fileName, state(found.state), Figure.count(found.rowsRead),
          Figure.count(found.rowsInserted), Figure.count(found.rowsReplaced),
          Figure.count(found.rowsUnchanged), Figure.count(found.rowsQuarantined), found.startedAt,
        ])
      }
      return table.text
    }

    private static func state(_ state: String) -> String {
      switch state {
      case "done": Terminal.language("完成", "done")
      case "running": Terminal.language("进行中", "running")
      case "failed": Terminal.language("失败", "failed")
      default: state
      }
    }
  }
}
