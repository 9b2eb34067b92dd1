"""The contract as an OpenAPI 3.1 document: what the gateway's HTTP door answers to.

Usage: openapi.py <descriptor set with source info> <document.json> <document.c>
"""

import json
import sys

from google.protobuf import descriptor_pb2
from google.protobuf.compiler import plugin_pb2

from . import model
from .model import Proto

FILE_CHUNK = "healthmesh.common.v1.FileChunk"

INTRODUCTION = """\
Every method of the mesh as `POST /v1/{service}/{Method}`. Bodies are protobuf's JSON mapping: names \
in lowerCamelCase, 64-bit integers as strings, bytes in base64, enum values by name. Amounts are in \
fen (分), days are ISO dates, exact decimals are strings. Unknown names are refused.

A method that streams its replies answers with one JSON object a line (NDJSON); a line with the \
single member `error` ends a stream that failed. A method that takes a file is called at \
`POST /v1/files/{service}/{Method}` with the file as the body."""

SCALARS = {
    "Int32": {"type": "integer", "format": "int32"},
    "UInt32": {"type": "integer", "minimum": 0, "maximum": 4294967295},
    "Int64": {"type": "string", "format": "int64", "pattern": "^-?[0-9]+$"},
    "UInt64": {"type": "string", "format": "uint64", "pattern": "^[0-9]+$"},
    "Bool": {"type": "boolean"},
    "String": {"type": "string"},
    "[UInt8]": {"type": "string", "contentEncoding": "base64"},
}

HEADERS = {
    "IdempotencyKey": (
        "Idempotency-Key", {"type": "string", "maxLength": 128},
        "The same key means the same work, done once: a repeated call gets the first result."),
    "RequestTimeout": (
        "Request-Timeout", {"type": "integer", "minimum": 1, "maximum": 3600},
        "Seconds the caller will wait; the method's default when absent."),
    "Traceparent": ("Traceparent", {"type": "string"}, "W3C trace context."),
    "AcceptLanguage": (
        "Accept-Language", {"type": "string"},
        "Language of titles and details for people: zh-CN (default) or en."),
}

TEXTS = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
}

PROBLEM = {
    "description": "What went wrong (RFC 9457), with the mesh's status code and reason.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What is wrong, in the caller's language."},
        "status": {"type": "integer", "description": "HTTP status."},
        "detail": {"type": "string", "description": "What to do, in the caller's language."},
        "code": {"type": "string", "description": "Status code of the mesh, as in gRPC."},
        "reason": {"type": "string", "description": "Stable code for programs."},
        "messages": TEXTS,
        "remedies": TEXTS,
        "details": {
            "type": "object", "additionalProperties": {"type": "string"},
            "description": "What makes it concrete: the field, the value, the limit."},
    },
    "required": ["title", "status", "code", "reason"],
}


def prose(comment):
    """Comment lines as text: a blank line ends a paragraph."""
    paragraphs, current = [], []
    for line in [*comment, ""]:
        if line:
            current.append(line)
        elif current:
            paragraphs.append(" ".join(current))
            current = []
    return "\n\n".join(paragraphs)


def described(schema, comment):
    return {"description": prose(comment), **schema} if comment else schema


def reference(full_name):
    return {"$ref": f"#/components/schemas/{full_name}"}


class Schemas:
    """Schemas of the messages and enums that the methods reach."""

    def __init__(self, areas):
        self.messages, self.enums, self.used = {}, {}, {}
        for area in areas:
            for message in area.all_messages():
                self.messages[message.full_name] = message
                self.enums.update({enum.full_name: enum for enum in message.enums})
            self.enums.update({enum.full_name: enum for enum in area.enums})

    def use(self, full_name):
        if full_name not in self.used:
            self.used[full_name] = None
            enum = self.enums.get(full_name)
            self.used[full_name] = self._enum(enum) if enum else self._message(full_name)
        return reference(full_name)

    def _enum(self, enum):
        meanings = [
            f"- `{name}`: {prose(comment)}" for _, name, _, comment in enum.values if comment]
        text = "\n\n".join(part for part in [prose(enum.comment), "\n".join(meanings)] if part)
        schema = {"type": "string", "enum": [name for _, name, _, _ in enum.values]}
        return {"description": text, **schema} if text else schema

    def _message(self, full_name):
        message = self.messages[full_name]
        comment = list(message.comment)
        for oneof in message.oneofs:
            names = ", ".join(f"`{member.json_name}`" for member in oneof.members)
            comment += ["", f"At most one of {names}."]
        return described({
            "type": "object",
            "properties": {field.json_name: self._field(field) for field in message.fields},
            "additionalProperties": False,
        }, comment)

    def _field(self, field):
        if field.proto.type in (Proto.TYPE_MESSAGE, Proto.TYPE_ENUM):
            schema = self.use(field.proto.type_name[1:])
        else:
            schema = SCALARS[field.element]
        if field.repeated:
            schema = {"type": "array", "items": schema}
        return described(schema, field.comment)


def operation(service, method, schemas):
    streams_in = method.kind in ("clientStreaming", "bidirectional")
    streams_out = method.kind in ("serverStreaming", "bidirectional")
    text = prose(method.comment)
    reply = {
        "application/x-ndjson" if streams_out else "application/json":
            {"schema": schemas.use(method.response_name)}}
    if method.request_name == FILE_CHUNK:
        path = f"/v1/files/{method.full_name}"
        body = {"application/octet-stream": {"schema": {}}}
    else:
        path = f"/v1/{method.full_name}"
        body = {
            "application/x-ndjson" if streams_in else "application/json":
                {"schema": schemas.use(method.request_name)}}
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in HEADERS]
    if method.request_name == FILE_CHUNK:
        parameters.insert(0, {"$ref": "#/components/parameters/FileName"})
    success = "One reply a line, as they come." if streams_out else "The reply."
    responses = {"200": {"description": success, "content": reply}}
    if streams_in and method.request_name != FILE_CHUNK:
        responses = {"501": {
            "description": "Takes a stream of requests, which this door does not offer; "
                           "call it over ZeroMQ."}}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return path, {"post": {
        "tags": [service.name],
        "operationId": f"{service.name}.{method.name}",
        **({"summary": text.split(". ")[0].rstrip(".")} if text else {}),
        **({"description": text} if text else {}),
        "x-idempotency": method.idempotency,
        "x-streaming": method.kind,
        "parameters": parameters,
        "requestBody": {"required": True, "content": body},
        "responses": responses,
    }}


def document(files):
    packages = sorted({file.package for file in files.file})
    areas = [
        model.Area(plugin_pb2.CodeGeneratorRequest(
            file_to_generate=[file.name for file in files.file if file.package == package],
            proto_file=files.file))
        for package in packages]
    schemas, paths, tags = Schemas(areas), {}, []
    for area in areas:
        for service in area.services:
            tags.append({
                "name": service.name,
                "description": prose(service.comment) or f"`{service.full_name}`"})
            for method in service.methods:
                path, item = operation(service, method, schemas)
                paths[path] = item
    parameters = {"FileName": {
        "name": "name", "in": "query", "required": True, "schema": {"type": "string"},
        "description": "What the file is called."}}
    for key, (name, schema, text) in HEADERS.items():
        parameters[key] = {
            "name": name, "in": "header", "required": False, "schema": schema, "description": text}
    return {
        "openapi": "3.1.0",
        "info": {"title": "HealthMesh", "version": "1", "description": INTRODUCTION},
        "tags": tags,
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": PROBLEM, **dict(sorted(schemas.used.items()))},
            "parameters": parameters,
            "responses": {"Problem": {
                "description": "The call failed.",
                "content": {"application/problem+json": {"schema": reference("Problem")}}}},
        },
    }


def lines(value, depth):
    """JSON text with one line for each member of the first `depth` levels."""
    if depth == 0 or not isinstance(value, dict):
        yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return
    yield "{"
    for position, (name, member) in enumerate(value.items()):
        inner = list(lines(member, depth - 1))
        inner[0] = f"{json.dumps(name, ensure_ascii=False)}:{inner[0]}"
        if position + 1 < len(value):
            inner[-1] += ","
        yield from inner
    yield "}"


def c_source(text_lines):
    body = "/* Generated by `make proto`. Do not edit. */\n"
    body += '#include "descriptor_sets.h"\n\nstatic const char document[] =\n'
    for line in text_lines:
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("??", "?\\?")
        body += f'  "{escaped}\\n"\n'
    body += "  ;\n\nconst uint8_t *healthmesh_openapi(size_t *size) {\n"
    return body + "  *size = sizeof document - 1;\n  return (const uint8_t *)document;\n}\n"


def main(source, target, c_target):
    with open(source, "rb") as file:
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    result = document(files)
    with open(target, "w", encoding="utf-8") as file:
        file.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    with open(c_target, "w", encoding="utf-8") as file:
        file.write(c_source(lines(result, 3)))


if __name__ == "__main__":
    main(*sys.argv[1:])
