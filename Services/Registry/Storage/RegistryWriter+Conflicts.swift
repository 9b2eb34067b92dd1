import Quantities
import RegistryDomain
import Store

extension RegistryWriter {
  /// Tells the second of two editors who was first, and when.
  public func namingTheFirstEditor<T>(_ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch let problem as Problem where problem.code == "REGISTRY_EDIT_CONFLICT" {
      throw try naming(problem)
    }
  }

  private func naming(_ conflict: Problem) throws -> Problem {
    guard let recorded = conflict.details.first(where: { $0.key == "recorded" }),
      let change = try transaction.first(
        "SELECT actor, recorded_at FROM registry_change WHERE recorded = $1",
        [Int64(recorded.value)])
    else { return conflict }
    let actor = try change.text("actor")
    let time = Timestamp(milliseconds: try change.int64("recorded_at"))
    var named = conflict
    named.message = Bilingual(
      zh: "\(conflict.message.zh)：\(actor) 于 \(time)",
      en: "\(conflict.message.en): \(actor) at \(time)")
    named.details += [
      Problem.Detail("changed_by", actor), Problem.Detail("changed_at", "\(time)"),
    ]
    return named
  }
}
