import Messages
import Quantities
import Tabular

extension Common.Bilingual {
  init(_ text: Bilingual) { self.init(zh: text.zh, en: text.en) }
}

extension Common.RowIssue {
  init(_ issue: RowIssue) {
    self.init(
      line: UInt64(clamping: issue.row), column: issue.column, value: issue.value,
      code: issue.code, message: Common.Bilingual(issue.message),
      remedy: Common.Bilingual(issue.remedy))
  }
}
