"""Messages of the contract: a Swift value type, its bridge to protobuf-c, and its JSON."""

from . import swift_enums, text
from .model import Oneof

TYPED = "throws(CodingError)"


def files(area):
    for message in area.messages:
        body = text.header(f"Shared/Proto/{message.source.name}")
        body += "internal import CMessages\n\n"
        body += f"extension {area.swift_name} {{\n{_declaration(message, '  ')}}}\n"
        for each in message.with_nested():
            body += "\n" + _bridge(each) + "\n" + _json(each)
        path = f"{area.swift_name}/{area.swift_name}+{message.name}.swift"
        yield f"Shared/Messages/Generated/{path}", body


# The value type


def _declaration(message, indent):
    inner = indent + "  "
    comment = message.comment or [f"`{message.full_name}`"]
    lines = text.doc(comment, indent)
    lines += f"{indent}public struct {message.name}: JSONMessage {{\n"
    lines += f'{inner}public static var fullName: String {{ "{message.full_name}" }}\n'
    for member in message.members:
        lines += "\n" + text.doc(member.comment, inner)
        if isinstance(member, Oneof):
            lines += f"{inner}public var {member.swift_name}: {member.type_name}?\n"
        else:
            default = "" if member.default == "nil" else f" = {member.default}"
            lines += f"{inner}public var {member.swift_name}: {member.swift_type}{default}\n"
    lines += f"\n{inner}public init() {{}}\n"
    lines += _memberwise_init(message, inner)
    for oneof in message.oneofs:
        lines += "\n" + text.doc(oneof.comment or [f"One of the values of `{oneof.name}`."], inner)
        lines += f"{inner}public enum {oneof.type_name}: Hashable, Sendable {{\n"
        for member in oneof.members:
            lines += text.doc(member.comment, inner + "  ")
            lines += f"{inner}  case {member.swift_name}({member.swift_type})\n"
        lines += f"{inner}}}\n"
    for enum in message.enums:
        lines += "\n" + swift_enums.declaration(enum, inner)
    for nested in message.nested:
        lines += "\n" + _declaration(nested, inner)
    lines += f"""
{inner}public func encoded() {TYPED} -> [UInt8] {{
{inner}  try Encoding.encoded(self)
{inner}}}

{inner}public init(encoded bytes: UnsafeRawBufferPointer, limits: DecodingLimits) {TYPED} {{
{inner}  self = try Decoding.decoded(bytes, limits: limits)
{inner}}}
"""
    return lines + f"{indent}}}\n"


def _memberwise_init(message, indent):
    if not message.members:
        return ""
    arguments, assignments = [], ""
    for member in message.members:
        if isinstance(member, Oneof):
            kind, default = f"{member.type_name}?", "nil"
        else:
            kind, default = member.swift_type, member.default
        arguments.append(f"{member.swift_name}: {kind} = {default}")
        assignments += f"{indent}  self.{member.swift_name} = {member.swift_name}\n"
    return "\n" + text.call("public init", arguments, " {", indent) + assignments + f"{indent}}}\n"


# The bridge to protobuf-c


def _bridge(message):
    lines = f"""\
extension {message.swift_type}: BridgedMessage {{
  typealias CValue = {message.c_type}

  static var table: UnsafePointer<ProtobufCMessageDescriptor> {{
    {message.c_lower}__table()
  }}

"""
    fill = "".join(
        _fill_oneof(member) if isinstance(member, Oneof) else _fill(member)
        for member in message.members)
    lines += f"  func fill(_ c: UnsafeMutablePointer<CValue>, in arena: Arena) {TYPED} {{"
    lines += f"\n{fill}  }}\n\n" if fill else "}\n\n"
    read = "".join(
        _read_oneof(member) if isinstance(member, Oneof) else
        f"    self.{member.swift_name} = {_read(member)}\n"
        for member in message.members)
    lines += f"  init(_ c: UnsafePointer<CValue>) {{\n    self.init()\n{read}  }}\n}}\n"
    return lines


def _stored(field, value):
    """Expression of C's value for a single field."""
    if field.is_message:
        return f"try arena.message({value})"
    if field.is_enum:
        return f".init(rawValue: .init(truncatingIfNeeded: {value}.rawValue))"
    if field.element == "String":
        return f'try arena.text({value}, in: "{field.label}")'
    if field.element == "[UInt8]":
        return f"try arena.blob({value})"
    if field.element == "Bool":
        return f"{value} ? 1 : 0"
    return value


def _fill(field):
    target = f"c.pointee.{field.c_name}"
    if not field.repeated:
        return f"    {target} = {_stored(field, f'self.{field.swift_name}')}\n"
    kind = "column"
    if field.is_message:
        kind = "messages"
    elif field.element == "[UInt8]":
        kind = "blobs"
    elif field.element == "Bool":
        kind = "flags"
    if field.element == "String":
        value = f'try arena.texts(self.{field.swift_name}, in: "{field.label}")'
    else:
        value = f"try arena.{kind}(self.{field.swift_name})"
    count = f"c.pointee.n_{field.c_name}"
    return f"    {count} = self.{field.swift_name}.count\n    {target} = {value}\n"


def _fill_oneof(oneof):
    lines = f"    switch self.{oneof.swift_name} {{\n"
    for member in oneof.members:
        lines += f"    case .{member.swift_name}(let value):\n"
        lines += f"      c.pointee.{member.c_name} = {_stored(member, 'value')}\n"
        lines += f"      c.pointee.{oneof.c_case} = .init(rawValue: {member.number})\n"
    return lines + "    case nil: break\n    }\n"


def _read(field):
    source = f"c.pointee.{field.c_name}"
    if field.repeated:
        kind = "column"
        if field.is_message:
            kind = "messages"
        elif field.element in ("String", "[UInt8]", "Bool"):
            kind = {"String": "texts", "[UInt8]": "blobs", "Bool": "flags"}[field.element]
        return f"Unpacked.{kind}({source}, count: c.pointee.n_{field.c_name})"
    if field.is_message:
        return f"Unpacked.message({source})"
    if field.is_enum:
        return f"{field.element}(rawValue: Int32(truncatingIfNeeded: {source}.rawValue))"
    if field.element == "Bool":
        return f"{source} != 0"
    if field.element == "String":
        return f"Unpacked.text({source})"
    if field.element == "[UInt8]":
        return f"Unpacked.blob({source})"
    return source


def _read_oneof(oneof):
    lines = f"    switch c.pointee.{oneof.c_case}.rawValue {{\n"
    for member in oneof.members:
        value = _read(member)
        if member.is_message:
            value += f".map {{ .{member.swift_name}($0) }}"
        else:
            value = f".{member.swift_name}({value})"
        lines += f"    case {member.number}: self.{oneof.swift_name} = {value}\n"
    return lines + f"    default: self.{oneof.swift_name} = nil\n    }}\n"


# JSON


def _json(message):
    lines = f"extension {message.swift_type} {{\n"
    lines += "  public func write(to json: inout JSONWriter) {\n    json.beginObject()\n"
    for member in message.members:
        if isinstance(member, Oneof):
            lines += f"    switch self.{member.swift_name} {{\n"
            for field in member.members:
                lines += f"    case .{field.swift_name}(let value):\n"
                lines += f'      json.member("{field.json_name}", value)\n'
            lines += "    case nil: break\n    }\n"
        else:
            lines += f'    json.field("{member.json_name}", self.{member.swift_name})\n'
    lines += "    json.endObject()\n  }\n\n"
    lines += "  private static let jsonNames: [JSONFieldNames] = ["
    names = "".join(
        f'    JSONFieldNames("{field.json_name}", "{field.name}"),\n' for field in message.fields)
    lines += f"\n{names}  ]\n\n" if names else "]\n\n"
    lines += "  public init(json: inout JSONReader) throws(JSONError) {\n    self.init()\n"
    lines += "    var object = try json.beginObject()\n"
    lines += "    while let field = try json.nextField(of: Self.jsonNames, in: &object) {\n"
    lines += "      switch field {\n"
    for position, field in enumerate(message.fields):
        if field.oneof_index is None:
            lines += f"      case {position}: self.{field.swift_name} = try json.value()\n"
        else:
            oneof = message.oneofs[field.oneof_index]
            lines += f"      case {position}:\n"
            lines += f"        if let value: {field.swift_type} = try json.member() {{\n"
            lines += f"          try json.vacant(self.{oneof.swift_name} == nil)\n"
            lines += f"          self.{oneof.swift_name} = .{field.swift_name}(value)\n        }}\n"
    lines += "      default: break\n      }\n    }\n  }\n}\n"
    return lines
