"""The contract of one area as the generators need it, checked against the rules of the mesh."""

import re
from datetime import timedelta

from google.protobuf import descriptor_pb2

from . import naming
from .naming import Refused

Proto = descriptor_pb2.FieldDescriptorProto

SCALARS = {
    Proto.TYPE_INT32: "Int32", Proto.TYPE_SINT32: "Int32", Proto.TYPE_SFIXED32: "Int32",
    Proto.TYPE_UINT32: "UInt32", Proto.TYPE_FIXED32: "UInt32",
    Proto.TYPE_INT64: "Int64", Proto.TYPE_SINT64: "Int64", Proto.TYPE_SFIXED64: "Int64",
    Proto.TYPE_UINT64: "UInt64", Proto.TYPE_FIXED64: "UInt64",
    Proto.TYPE_BOOL: "Bool", Proto.TYPE_STRING: "String", Proto.TYPE_BYTES: "[UInt8]",
}
INTEGERS = frozenset(["Int32", "UInt32", "Int64", "UInt64"])

# A message with more fields is a design mistake; the scanner's set of fields is this long.
MAXIMUM_FIELDS = 256

MIB = 1 << 20


class Index:
    """Every message and enum of the request by its full name, with the names in Swift and C."""

    def __init__(self, proto_files):
        self.swift, self.messages = {}, {}
        for file in proto_files:
            area = naming.area_enum(file.package)
            for enum in file.enum_type:
                self._enum(f".{file.package}", area, enum)
            for message in file.message_type:
                self._message(f".{file.package}", area, message)

    def _enum(self, scope, swift_scope, enum):
        self.swift[f"{scope}.{enum.name}"] = f"{swift_scope}.{enum.name}"

    def _message(self, scope, swift_scope, message):
        full_name = f"{scope}.{message.name}"
        self.swift[full_name] = f"{swift_scope}.{message.name}"
        self.messages[full_name] = message
        for enum in message.enum_type:
            self._enum(full_name, self.swift[full_name], enum)
        for nested in message.nested_type:
            self._message(full_name, self.swift[full_name], nested)


class Source:
    """Comments and positions of one .proto file."""

    def __init__(self, file):
        self.name = file.name
        self.locations = {tuple(place.path): place for place in file.source_code_info.location}

    def comment(self, path):
        """Lines of the comment before (or behind) the declaration, without the markers."""
        place = self.locations.get(tuple(path))
        if place is None:
            return []
        text = place.leading_comments or place.trailing_comments
        lines = [line[1:] if line.startswith(" ") else line for line in text.split("\n")]
        lines = [line.rstrip() for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def refuse(self, path, reason):
        place = self.locations.get(tuple(path))
        where = f"{self.name}:{place.span[0] + 1}:{place.span[1] + 1}" if place else self.name
        raise Refused(f"{where}: {reason}")


class Field:
    """A field: names, type, and how it is stored."""

    def __init__(self, proto, source, path, message, index):
        self.proto, self.name, self.number = proto, proto.name, proto.number
        self.comment = source.comment(path)
        self.owner = message
        self.repeated = proto.label == Proto.LABEL_REPEATED
        self._check(source, path, index)
        self.swift_name = naming.escaped(naming.snake_to_lower_camel(self.name))
        self.json_name = proto.json_name
        self.c_name = naming.c_field(self.name)
        self.is_message = proto.type == Proto.TYPE_MESSAGE
        self.is_enum = proto.type == Proto.TYPE_ENUM
        self.element = (
            index.swift[proto.type_name] if self.is_message or self.is_enum
            else SCALARS[proto.type])
        self.oneof_index = proto.oneof_index if proto.HasField("oneof_index") else None

    def _check(self, source, path, index):
        proto, refuse = self.proto, lambda reason: source.refuse(path, reason)
        if proto.proto3_optional:
            refuse(f"{self.name}: `optional` is not allowed (protoc-c refuses it); "
                   "use a message field, or a oneof with one member")
        if proto.type in (Proto.TYPE_FLOAT, Proto.TYPE_DOUBLE):
            refuse(f"{self.name}: no floating point on the wire; use a scaled integer, or a "
                   "string with an exact decimal")
        if proto.type == Proto.TYPE_GROUP:
            refuse(f"{self.name}: groups are not allowed")
        if proto.type_name and proto.type_name not in index.swift:
            refuse(f"{self.name}: {proto.type_name} is not part of the contract")
        if proto.type == Proto.TYPE_MESSAGE and index.messages[
                proto.type_name].options.map_entry:
            refuse(f"{self.name}: `map` is not allowed; use a repeated message with key and value")
        packable = proto.type in SCALARS and proto.type not in (
            Proto.TYPE_STRING, Proto.TYPE_BYTES) or proto.type == Proto.TYPE_ENUM
        if self.repeated and packable and not proto.options.packed:
            refuse(f"{self.name}: a repeated number says [packed = true]; "
                   "protoc-c would write it unpacked")
        if self.name != self.name.lower():
            refuse(f"{self.name}: field names are snake_case")
        if self.name in naming.RESERVED_FIELDS:
            refuse(f"{self.name}: the name is taken by a member of every message")
        if proto.options.deprecated:
            refuse(f"{self.name}: remove the field and reserve its number instead of deprecating")

    @property
    def bare_name(self):
        return self.swift_name.strip("`")

    @property
    def swift_type(self):
        """Type of the property, or of the oneof case's value."""
        if self.repeated:
            return f"[{self.element}]"
        if self.is_message and self.oneof_index is None:
            return f"{self.element}?"
        return self.element

    @property
    def default(self):
        if self.repeated or self.element == "[UInt8]":
            return "[]"
        if self.is_message:
            return "nil"
        if self.is_enum:
            return f"{self.element}()"
        return {"Bool": "false", "String": '""'}.get(self.element, "0")

    @property
    def label(self):
        """How errors name the field."""
        return f"{self.owner.short_name}.{self.name}"


class Oneof:
    """A oneof: a Swift enum and an optional property."""

    def __init__(self, proto, comment, members):
        self.name, self.comment, self.members = proto.name, comment, members
        self.swift_name = naming.escaped(naming.snake_to_lower_camel(proto.name))
        self.type_name = naming.snake_to_upper_camel(proto.name)
        self.c_case = naming.c_field(proto.name).rstrip("_") + "_case"


class Enum:
    def __init__(self, proto, source, path, scope, swift_scope):
        self.name = proto.name
        self.full_name = f"{scope}.{proto.name}"
        self.swift_type = f"{swift_scope}.{proto.name}"
        self.comment = source.comment(path)
        if proto.name in naming.RESERVED_TYPES:
            source.refuse(path, f"{proto.name}: the name is taken by Swift")
        if proto.options.allow_alias:
            source.refuse(path, f"{proto.name}: one number, one name")
        self.values = []
        for position, value in enumerate(proto.value):
            place = [*path, 2, position]
            if value.number < 0:
                source.refuse(place, f"{value.name}: enum values are not negative")
            self.values.append((
                naming.escaped(naming.enum_case(proto.name, value.name)), value.name,
                value.number, source.comment(place)))
        if not self.values[0][1].endswith("_UNSPECIFIED"):
            source.refuse(path, f"{proto.name}: the value 0 ends in _UNSPECIFIED")


class Message:
    def __init__(self, proto, source, path, scope, swift_scope, index):
        self.proto, self.source = proto, source
        self.name = self.short_name = proto.name
        self.full_name = f"{scope}.{proto.name}"
        self.swift_type = f"{swift_scope}.{proto.name}"
        self.swift_scope = swift_scope
        self.comment = source.comment(path)
        self.c_type, self.c_lower = naming.c_type(self.full_name), naming.c_lower(self.full_name)
        if proto.name in naming.RESERVED_TYPES:
            source.refuse(path, f"{proto.name}: the name is taken by Swift")
        if len(proto.field) > MAXIMUM_FIELDS:
            source.refuse(path, f"{proto.name}: more than {MAXIMUM_FIELDS} fields")
        self.nested = [
            Message(nested, source, [*path, 3, position], self.full_name, self.swift_type, index)
            for position, nested in enumerate(proto.nested_type)
            if not nested.options.map_entry]
        self.enums = [
            Enum(enum, source, [*path, 4, position], self.full_name, self.swift_type)
            for position, enum in enumerate(proto.enum_type)]
        self.fields = sorted(
            (Field(field, source, [*path, 2, position], self, index)
             for position, field in enumerate(proto.field)), key=lambda field: field.number)
        for position, oneof in enumerate(proto.oneof_decl):
            if (oneof.name in naming.RESERVED_FIELDS
                    or naming.snake_to_upper_camel(oneof.name) in naming.RESERVED_TYPES):
                source.refuse([*path, 8, position], f"{oneof.name}: the name is taken by Swift")
        self.oneofs = [
            Oneof(oneof, source.comment([*path, 8, position]),
                  [field for field in self.fields if field.oneof_index == position])
            for position, oneof in enumerate(proto.oneof_decl)]
        self._refuse_recursion(path, index)

    def _refuse_recursion(self, path, index):
        """A recursive message can be nested until the stack overflows."""
        start, seen = f".{self.full_name}", set()
        pending = [start]
        while pending:
            for field in index.messages[pending.pop()].field:
                if field.type == Proto.TYPE_MESSAGE and field.type_name == start:
                    self.source.refuse(path, f"{self.name}: recursive messages are not allowed")
                if field.type == Proto.TYPE_MESSAGE and field.type_name not in seen:
                    seen.add(field.type_name)
                    if field.type_name in index.messages:
                        pending.append(field.type_name)

    @property
    def members(self):
        """Properties in the order of their numbers: fields outside oneofs, and the oneofs."""
        placed, seen = [], set()
        for field in self.fields:
            if field.oneof_index is None:
                placed.append(field)
            elif field.oneof_index not in seen:
                seen.add(field.oneof_index)
                placed.append(self.oneofs[field.oneof_index])
        return placed

    def with_nested(self):
        yield self
        for nested in self.nested:
            yield from nested.with_nested()


class Method:
    KINDS = {
        (False, False): "unary", (False, True): "serverStreaming",
        (True, False): "clientStreaming", (True, True): "bidirectional",
    }
    IDEMPOTENCY = {0: "unknown", 1: "noSideEffects", 2: "idempotent"}

    def __init__(self, proto, source, path, service, index):
        self.name, self.swift_name = proto.name, naming.escaped(naming.lower_camel(proto.name))
        self.comment = source.comment(path)
        self.kind = self.KINDS[proto.client_streaming, proto.server_streaming]
        self.idempotency = self.IDEMPOTENCY[proto.options.idempotency_level]
        self.request, self.response = index.swift[proto.input_type], index.swift[proto.output_type]
        self.request_name, self.response_name = proto.input_type[1:], proto.output_type[1:]
        self.full_name = f"{service.full_name}/{proto.name}"
        self.timeout = timedelta(seconds=30 if self.kind == "unary" else 3600)
        self.maximum_request_bytes = 16 * MIB
        self._read_limits(source, path)

    def _read_limits(self, source, path):
        """A line `Limits: timeout 300 s, request 16 MiB.` in the comment sets the limits."""
        for line in self.comment:
            if not line.startswith("Limits:"):
                continue
            match = re.fullmatch(
                r"Limits:(?: timeout (\d+) s)?,?(?: request (\d+) MiB)?\.?", line)
            if not match or not any(match.groups()):
                source.refuse(path, f"{self.name}: expected `Limits: timeout <n> s, "
                              f"request <n> MiB.`, found `{line}`")
            if match.group(1):
                self.timeout = timedelta(seconds=int(match.group(1)))
            if match.group(2):
                self.maximum_request_bytes = int(match.group(2)) * MIB


class Service:
    def __init__(self, proto, source, path, package, index):
        self.name, self.full_name = proto.name, f"{package}.{proto.name}"
        self.comment = source.comment(path)
        self.methods = [
            Method(method, source, [*path, 2, position], self, index)
            for position, method in enumerate(proto.method)]


class Area:
    """What the files of one package declare."""

    def __init__(self, request):
        index = Index(request.proto_file)
        self.messages, self.enums, self.services = [], [], []
        self.headers = []
        for file in request.proto_file:
            if file.name not in request.file_to_generate:
                continue
            if file.syntax != "proto3":
                raise Refused(f"{file.name}: syntax must be proto3")
            self.package, self.swift_name = file.package, naming.area_enum(file.package)
            self.folder = file.name.rsplit("/", 1)[0]
            self.headers.append(file.name.removesuffix(".proto") + ".pb-c.h")
            source = Source(file)
            for position, message in enumerate(file.message_type):
                self.messages.append(Message(
                    message, source, [4, position], file.package, self.swift_name, index))
            for position, enum in enumerate(file.enum_type):
                self.enums.append(Enum(
                    enum, source, [5, position], file.package, self.swift_name))
            for position, service in enumerate(file.service):
                self.services.append(Service(
                    service, source, [6, position], file.package, index))

    def all_messages(self):
        for message in self.messages:
            yield from message.with_nested()
