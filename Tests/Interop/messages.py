"""The other side of the interoperability test: Google's Python protobuf.

Usage: messages.py <descriptor set> <theirs> <ours> <seed>

Reads records of `theirs` (written by Swift), decodes each, encodes it again and compares the bytes;
checks that both JSON forms mean the same message. Then writes random messages of every type to
`ours` for Swift to do likewise.

A record is: length of name, name, length of bytes, bytes, length of JSON, JSON; the lengths are
little-endian 32-bit numbers.
"""

import json
import random
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor

INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32: (-2**31, 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-2**63, 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
TEXTS = ["", "a", "I21.0", "医保结算", "𠮷\U0010ffff", "quote \" backslash \\ line\n", "x" * 200]


def load(path):
    """Message classes by full name."""
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as source:
        files.ParseFromString(source.read())
    for file in files.file:
        pool.Add(file)
    classes = {}

    def add(descriptor):
        classes[descriptor.full_name] = message_factory.GetMessageClass(descriptor)
        for nested in descriptor.nested_types:
            add(nested)

    for file in files.file:
        for descriptor in pool.FindFileByName(file.name).message_types_by_name.values():
            add(descriptor)
    return classes


def records(path):
    with open(path, "rb") as source:
        data = source.read()
    position = 0

    def part():
        nonlocal position
        (length,) = struct.unpack_from("<I", data, position)
        position += 4 + length
        return data[position - length:position]

    while position < len(data):
        yield part().decode(), part(), part()


def write(target, *parts):
    for part in parts:
        target.write(struct.pack("<I", len(part)) + part)


def random_scalar(field, source):
    if field.cpp_type in INTEGERS:
        low, high = INTEGERS[field.cpp_type]
        return source.choice([low, high, max(low, -1), 0, 1, 300, source.randint(low, high)])
    if field.enum_type is not None:
        known = source.choice(field.enum_type.values).number
        return source.choice([known, known, 2**31 - 1, -1])
    if field.cpp_type == field.CPPTYPE_BOOL:
        return source.random() < 0.5
    if field.type == field.TYPE_BYTES:
        return source.randbytes(source.choice([0, 1, 2, 3, 100]))
    return source.choice(TEXTS)


def fill(message, source, depth=0):
    for field in message.DESCRIPTOR.fields:
        if source.random() < 0.25:
            continue
        if field.is_repeated:
            target = getattr(message, field.name)
            for _ in range(source.choice([0, 1, 3, 20] if depth == 0 else [0, 1, 2])):
                if field.message_type is not None:
                    fill(target.add(), source, depth + 1)
                else:
                    target.append(random_scalar(field, source))
        elif field.message_type is not None:
            child = getattr(message, field.name)
            child.SetInParent()
            fill(child, source, depth + 1)
        else:
            setattr(message, field.name, random_scalar(field, source))
    return message


def to_json(message):
    return json.dumps(json_format.MessageToDict(message), ensure_ascii=False).encode()


def check(classes, path):
    count = 0
    for name, encoded, text in records(path):
        message = classes[name].FromString(encoded)
        again = message.SerializeToString(deterministic=True)
        if again != encoded:
            sys.exit(f"{name}: {encoded.hex()} became {again.hex()}")
        if json.loads(text) != json_format.MessageToDict(message):
            sys.exit(f"{name}: JSON differs: {text.decode()}")
        if json_format.Parse(text, classes[name]()) != message:
            sys.exit(f"{name}: JSON means another message: {text.decode()}")
        count += 1
    return count


def main():
    descriptor_set, theirs, ours, seed = sys.argv[1:]
    classes = load(descriptor_set)
    count = check(classes, theirs)
    source = random.Random(int(seed))
    with open(ours, "wb") as target:
        for name in sorted(classes):
            for _ in range(8):
                message = fill(classes[name](), source)
                write(
                    target, name.encode(), message.SerializeToString(deterministic=True),
                    to_json(message))
    print(f"{count} records of {len(classes)} types agree")


main()
