import Quantities

/// What is said about policy documents, as JSON for programs.
public enum PolicyListing {
  /// `{"acceptable": …, "issues": […], "choices": […]}`
  public static func json(
    acceptable: Bool, issues: [PolicyIssue], choices: [PolicyChoice]
  ) -> String {
    let issues = issues.map { issue in
      JSONValue.object([
        ("error", .flag(issue.isError)), ("line", .number("\(issue.line)")),
        ("column", .number("\(issue.column)")), ("path", .text(issue.path)),
        ("code", .text(issue.code)), ("message", value(issue.message)),
        ("remedy", value(issue.remedy)),
      ])
    }
    let choices = choices.map { choice in
      JSONValue.object([
        ("key", .text(choice.key)), ("label", value(choice.label)), ("value", value(choice.value)),
        ("isDefault", .flag(choice.isDefault)), ("reason", value(choice.reason)),
      ])
    }
    return JSONValue.object([
      ("acceptable", .flag(acceptable)), ("issues", .array(issues)), ("choices", .array(choices)),
    ]).text(indent: 0)
  }

  /// `{"differences": [{"key", "label", "before", "after", "sentence"}]}`
  public static func json(differences: [PolicyDifference]) -> String {
    let differences = differences.map { difference in
      JSONValue.object([
        ("key", .text(difference.key)), ("label", value(difference.label)),
        ("before", value(difference.before)), ("after", value(difference.after)),
        ("sentence", value(difference.sentence)),
      ])
    }
    return JSONValue.object([("differences", .array(differences))]).text(indent: 0)
  }

  private static func value(_ text: Bilingual) -> JSONValue {
    .object([("zh", .text(text.zh)), ("en", .text(text.en))])
  }
}
