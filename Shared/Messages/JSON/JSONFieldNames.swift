/// How a field is called in JSON: lowerCamelCase, or as in the contract.
public struct JSONFieldNames: Sendable {
  let name: StaticString
  let contractName: StaticString

  public init(_ name: StaticString, _ contractName: StaticString) {
    self.name = name
    self.contractName = contractName
  }

  func matches(_ text: String) -> Bool {
    text == name.description || text == contractName.description
  }
}
