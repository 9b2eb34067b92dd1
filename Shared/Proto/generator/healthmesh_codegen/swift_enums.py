"""Enums of the contract: open structs, because a newer peer may send a number not known here."""

from . import text


def declaration(enum, indent):
    """The struct, for an extension of its scope."""
    inner = indent + "  "
    lines = text.doc(enum.comment or [f"`{enum.full_name}`"], indent)
    lines += f"{indent}public struct {enum.name}: OpenEnumeration {{\n"
    for name, _, number, comment in enum.values:
        lines += text.doc(comment, inner)
        lines += f"{inner}public static let {name} = Self(rawValue: {number})\n"
    lines += f"\n{inner}public static let names: [(value: Self, name: StaticString)] = [\n"
    for name, full_name, _, _ in enum.values:
        lines += f'{inner}  (.{name}, "{full_name}"),\n'
    lines += f"{inner}]\n\n"
    lines += f"{inner}public var rawValue: Int32\n\n"
    lines += f"{inner}public init(rawValue: Int32) {{\n{inner}  self.rawValue = rawValue\n{inner}}}\n"
    return lines + f"{indent}}}\n"


def files(area):
    comment = [f"Messages of `{area.package}`."]
    yield (
        f"Shared/Messages/Generated/{area.swift_name}/{area.swift_name}.swift",
        text.header(f"Shared/Proto/{area.folder}") + text.doc(comment)
        + f"public enum {area.swift_name} {{}}\n")
    for enum in area.enums:
        body = text.header(f"Shared/Proto/{area.folder}")
        body += f"extension {area.swift_name} {{\n{declaration(enum, '  ')}}}\n"
        yield (
            f"Shared/Messages/Generated/{area.swift_name}/{area.swift_name}+{enum.name}.swift",
            body)
