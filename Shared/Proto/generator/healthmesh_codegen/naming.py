"""How names of the contract are spelled in Swift and in protobuf-c's C."""

import re


class Refused(Exception):
    """The contract uses something that the mesh does not allow; says where."""


SWIFT_KEYWORDS = frozenset("""
    actor any as associatedtype async await break case catch class continue default defer deinit do
    else enum extension fallthrough false fileprivate for func guard if import in init inout internal
    is let nil open operator precedencegroup private protocol public repeat rethrows return self Self
    some static struct subscript super switch throw throws true try Type typealias var where while
    """.split())

# Names that protoc-c appends an underscore to.
C_KEYWORDS = frozenset("""
    and and_eq asm auto bitand bitor bool break case catch char class compl const const_cast continue
    default delete do double dynamic_cast else enum explicit extern false float for friend goto if
    inline int long mutable namespace new not not_eq operator or or_eq private protected public
    register reinterpret_cast return short signed sizeof static static_cast struct switch template
    this throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t
    while xor xor_eq
    """.split())

# Swift types that the generated code mentions; a message of that name would hide them.
RESERVED_TYPES = frozenset("""
    String Bool Int Int32 Int64 UInt8 UInt32 UInt64 Array Optional Hashable Sendable Message
    JSONMessage BridgedMessage OpenEnumeration Arena Unpacked JSONWriter JSONReader JSONError
    CodingError DecodingLimits UnsafeRawBufferPointer UnsafePointer UnsafeMutablePointer CValue
    Protocol Type Self
    """.split())

# Field names that would clash with a member every message has, in C or in Swift.
RESERVED_FIELDS = frozenset(["base", "encoded", "hash_value", "init", "self"])


def escaped(name):
    """`name` as a Swift identifier."""
    return f"`{name}`" if name in SWIFT_KEYWORDS else name


def lower_camel(name):
    """PascalCase → lowerCamelCase: GetRun → getRun, USCCheck → uscCheck, ID → id."""
    run = re.match(r"[A-Z]+", name)
    if not run:
        return name
    length = len(run.group())
    if length > 1 and length < len(name) and name[length].islower():
        length -= 1
    return name[:length].lower() + name[length:]


def snake_to_lower_camel(name):
    """usc_code → uscCode, as protobuf's JSON names."""
    words = [word for word in name.lower().split("_") if word]
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def snake_to_upper_camel(name):
    return "".join(word[:1].upper() + word[1:] for word in name.lower().split("_") if word)


def enum_prefix(name):
    """InsuranceType → INSURANCE_TYPE_"""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).upper() + "_"


def enum_case(enum_name, value_name):
    """INSURANCE_TYPE_EMPLOYEE in InsuranceType → employee"""
    prefix = enum_prefix(enum_name)
    short = value_name[len(prefix):] if value_name.startswith(prefix) else value_name
    if not short[:1].isalpha():
        short = value_name
    return snake_to_lower_camel(short)


def area_enum(package):
    """healthmesh.dip.v1 → Dip; the mesh's own messages live in MeshWire."""
    match = re.fullmatch(r"healthmesh\.([a-z][a-z0-9]*)\.v([0-9]+)", package)
    if not match:
        raise Refused(f"package {package!r}: expected healthmesh.<area>.v<n>")
    area, version = match.groups()
    name = "MeshWire" if area == "mesh" else area[:1].upper() + area[1:]
    return name if version == "1" else f"{name}V{version}"


def _camel_to_lower(name):
    """protoc-c's CamelToLower: an underscore before an upper case letter that follows a lower."""
    result, was_upper = "", True
    for letter in name:
        is_upper = letter.isupper()
        if is_upper and not was_upper:
            result += "_"
        result += letter.lower()
        was_upper = is_upper
    return result


def c_lower(full_name):
    """healthmesh.dip.v1.SettleRequest → healthmesh__dip__v1__settle_request"""
    return "__".join(_camel_to_lower(part) for part in full_name.split("."))


def c_type(full_name):
    """healthmesh.dip.v1.SettleRequest → Healthmesh__Dip__V1__SettleRequest"""
    parts = []
    for part in full_name.split("."):
        parts.append("".join(word[:1].upper() + word[1:] for word in part.split("_")))
    return "__".join(parts)


def c_field(name):
    name = name.lower()
    return name + "_" if name in C_KEYWORDS else name
