#include "decoding.h"

#include <stdbool.h>
#include <string.h>

/* A contract is never deeper: messages are not recursive. */
#define MAXIMUM_DEPTH 64
/* The generator refuses messages with more fields. */
#define MAXIMUM_FIELDS 256

/* What protobuf_c_message_unpack (1.4) notes for each field on the wire: the first 16 on its
 * stack, then in slabs that double. */
#define NOTE_SIZE 32
#define FIRST_SLAB 16
/* It keeps a bit for each field on its stack up to this many. */
#define FIELDS_ON_STACK 128

typedef struct {
  const healthmesh_limits *limits;
  healthmesh_outcome *outcome;
} scanner;

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} span;

static bool refuse(
    scanner *scan, healthmesh_verdict verdict, const ProtobufCMessageDescriptor *table,
    const ProtobufCFieldDescriptor *field) {
  scan->outcome->verdict = verdict;
  scan->outcome->message = table->short_name;
  scan->outcome->field = field == NULL ? "" : field->name;
  return false;
}

static bool need(scanner *scan, const ProtobufCMessageDescriptor *table, size_t bytes) {
  size_t total;
  if (__builtin_add_overflow(scan->outcome->needed, bytes, &total)) total = SIZE_MAX;
  scan->outcome->needed = total;
  return total <= scan->limits->memory || refuse(scan, HEALTHMESH_OVER_BUDGET, table, NULL);
}

static bool need_elements(
    scanner *scan, const ProtobufCMessageDescriptor *table, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) bytes = SIZE_MAX;
  return need(scan, table, healthmesh_arena_cost(bytes));
}

/* A tag or length: at most five bytes, as protobuf-c reads them. */
static bool read_uint32(span *input, uint32_t *value) {
  uint32_t result = 0;
  for (unsigned shift = 0; shift < 35 && input->at < input->end; shift += 7) {
    uint8_t byte = *input->at++;
    if (shift == 28 && byte > 0x0f) return false;
    result |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = result;
      return true;
    }
  }
  return false;
}

static bool skip_varint(span *input) {
  for (unsigned length = 0; length < 10 && input->at < input->end; length++) {
    if (*input->at++ < 0x80) return true;
  }
  return false;
}

/* Steps over a value; for length-prefixed ones `body` is what the prefix announces. */
static bool skip_value(span *from, unsigned wire_type, span *body) {
  size_t length;
  uint32_t announced;
  body->at = from->at;
  switch (wire_type) {
  case PROTOBUF_C_WIRE_TYPE_VARINT:
    if (!skip_varint(from)) return false;
    body->end = from->at;
    return true;
  case PROTOBUF_C_WIRE_TYPE_64BIT:
    length = 8;
    break;
  case PROTOBUF_C_WIRE_TYPE_32BIT:
    length = 4;
    break;
  case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
    if (!read_uint32(from, &announced)) return false;
    length = announced;
    body->at = from->at;
    break;
  default:
    return false;
  }
  if ((size_t)(from->end - from->at) < length) return false;
  from->at += length;
  body->end = from->at;
  return true;
}

static const ProtobufCFieldDescriptor *find(
    const ProtobufCMessageDescriptor *table, uint32_t number) {
  if (number >= 1 && number <= table->n_fields && table->fields[number - 1].id == number) {
    return &table->fields[number - 1];
  }
  size_t low = 0, high = table->n_fields;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (table->fields[middle].id < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < table->n_fields && table->fields[low].id == number ? &table->fields[low] : NULL;
}

static unsigned wire_type_of(ProtobufCType type) {
  switch (type) {
  case PROTOBUF_C_TYPE_SFIXED32:
  case PROTOBUF_C_TYPE_FIXED32:
  case PROTOBUF_C_TYPE_FLOAT:
    return PROTOBUF_C_WIRE_TYPE_32BIT;
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_FIXED64:
  case PROTOBUF_C_TYPE_DOUBLE:
    return PROTOBUF_C_WIRE_TYPE_64BIT;
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_BYTES:
  case PROTOBUF_C_TYPE_MESSAGE:
    return PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
  default:
    return PROTOBUF_C_WIRE_TYPE_VARINT;
  }
}

static size_t element_size(ProtobufCType type) {
  switch (type) {
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_FIXED64:
  case PROTOBUF_C_TYPE_DOUBLE:
    return 8;
  case PROTOBUF_C_TYPE_BOOL:
    return sizeof(protobuf_c_boolean);
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_MESSAGE:
    return sizeof(void *);
  case PROTOBUF_C_TYPE_BYTES:
    return sizeof(ProtobufCBinaryData);
  default:
    return 4;
  }
}

/* Length of the UTF-8 sequence at `at` that is not ASCII; 0 when there is none. */
static size_t multibyte_length(const uint8_t *at, size_t rest) {
  uint8_t lead = at[0];
  if (lead < 0xc2 || lead > 0xf4) return 0;
  size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (rest < length) return 0;
  for (size_t index = 1; index < length; index++) {
    if ((at[index] & 0xc0) != 0x80) return 0;
  }
  /* Over-long forms, surrogates, and what lies beyond U+10FFFF. */
  if (lead == 0xe0 && at[1] < 0xa0) return 0;
  if (lead == 0xed && at[1] > 0x9f) return 0;
  if (lead == 0xf0 && at[1] < 0x90) return 0;
  if (lead == 0xf4 && at[1] > 0x8f) return 0;
  return length;
}

static healthmesh_verdict check_text(const uint8_t *at, const uint8_t *end) {
  const uint64_t high_bits = 0x8080808080808080u, ones = 0x0101010101010101u;
  while (at < end) {
    uint64_t word;
    if ((size_t)(end - at) >= sizeof word) {
      memcpy(&word, at, sizeof word);
      if (((word | ((word - ones) & ~word)) & high_bits) == 0) {
        at += sizeof word;
        continue;
      }
    }
    if (*at == 0) return HEALTHMESH_EMBEDDED_NUL;
    size_t length = *at < 0x80 ? 1 : multibyte_length(at, (size_t)(end - at));
    if (length == 0) return HEALTHMESH_INVALID_UTF8;
    at += length;
  }
  return HEALTHMESH_SOUND;
}

/* Elements of a packed field; false when a byte string cannot be a sequence of them. */
static bool count_packed(ProtobufCType type, span body, size_t *count) {
  size_t size = (size_t)(body.end - body.at);
  switch (wire_type_of(type)) {
  case PROTOBUF_C_WIRE_TYPE_32BIT:
    *count = size / 4;
    return size % 4 == 0;
  case PROTOBUF_C_WIRE_TYPE_64BIT:
    *count = size / 8;
    return size % 8 == 0;
  default:
    break;
  }
  if (type == PROTOBUF_C_TYPE_BOOL) {
    *count = size;
    return true;
  }
  size_t ends = 0;
  for (size_t index = 0; index < size; index++) ends += body.at[index] < 0x80;
  *count = ends;
  return size == 0 || body.end[-1] < 0x80;
}

static bool scan_message(
    scanner *scan, const ProtobufCMessageDescriptor *table, span input, unsigned depth);

static bool scan_length_prefixed(
    scanner *scan, const ProtobufCMessageDescriptor *table, const ProtobufCFieldDescriptor *field,
    span body, unsigned depth) {
  size_t size = (size_t)(body.end - body.at);
  if (field->type == PROTOBUF_C_TYPE_STRING) {
    healthmesh_verdict verdict = check_text(body.at, body.end);
    if (verdict != HEALTHMESH_SOUND) return refuse(scan, verdict, table, field);
    return need(scan, table, healthmesh_arena_cost(size + 1));
  }
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    return size == 0 || need(scan, table, healthmesh_arena_cost(size));
  }
  return scan_message(scan, field->descriptor, body, depth + 1);
}

static bool scan_field(
    scanner *scan, const ProtobufCMessageDescriptor *table, const ProtobufCFieldDescriptor *field,
    unsigned wire_type, span body, unsigned depth) {
  bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
  unsigned expected = wire_type_of(field->type);
  if (repeated && wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED && expected != wire_type) {
    size_t count;
    if (!count_packed(field->type, body, &count)) {
      return refuse(scan, HEALTHMESH_MALFORMED, table, field);
    }
    return need_elements(scan, table, count, element_size(field->type));
  }
  if (wire_type != expected) return refuse(scan, HEALTHMESH_WRONG_WIRE_TYPE, table, field);
  if (repeated && !need_elements(scan, table, 1, element_size(field->type))) return false;
  return expected != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED
      || scan_length_prefixed(scan, table, field, body, depth);
}

static bool scan_unknown(
    scanner *scan, const ProtobufCMessageDescriptor *table, span body, unsigned wire_type) {
  if (++scan->outcome->unknown_fields > scan->limits->unknown_fields) {
    return refuse(scan, HEALTHMESH_TOO_MANY_UNKNOWN_FIELDS, table, NULL);
  }
  /* Kept by protobuf-c with its length prefix of at most five bytes. */
  size_t prefix = wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED ? 5 : 0;
  return need(scan, table,
      healthmesh_arena_cost(sizeof(ProtobufCMessageUnknownField))
          + healthmesh_arena_cost((size_t)(body.end - body.at) + prefix));
}

/* A message that may stand once must: protobuf-c would merge the two. */
static bool first_time(
    uint64_t *seen, const ProtobufCMessageDescriptor *table,
    const ProtobufCFieldDescriptor *field) {
  if (field->type != PROTOBUF_C_TYPE_MESSAGE || field->label == PROTOBUF_C_LABEL_REPEATED) {
    return true;
  }
  size_t index = (size_t)(field - table->fields);
  uint64_t bit = (uint64_t)1 << (index % 64);
  if (seen[index / 64] & bit) return false;
  seen[index / 64] |= bit;
  return true;
}

static bool scan_message(
    scanner *scan, const ProtobufCMessageDescriptor *table, span input, unsigned depth) {
  uint64_t seen[MAXIMUM_FIELDS / 64] = {0};
  if (depth > MAXIMUM_DEPTH || table->n_fields > MAXIMUM_FIELDS) {
    return refuse(scan, HEALTHMESH_MALFORMED, table, NULL);
  }
  if (!need(scan, table, healthmesh_arena_cost(table->sizeof_message))) return false;
  if (table->n_fields > FIELDS_ON_STACK
      && !need(scan, table, healthmesh_arena_cost((table->n_fields + 7) / 8))) {
    return false;
  }
  size_t notes = 0, room = FIRST_SLAB, slab = FIRST_SLAB;
  const ProtobufCFieldDescriptor *field = NULL;
  while (input.at < input.end) {
    uint32_t tag;
    if (!read_uint32(&input, &tag) || tag >> 3 == 0) {
      return refuse(scan, HEALTHMESH_MALFORMED, table, NULL);
    }
    if (field == NULL || field->id != tag >> 3) field = find(table, tag >> 3);
    if (notes++ == room) {
      slab *= 2;
      room += slab;
      if (!need_elements(scan, table, slab, NOTE_SIZE)) return false;
    }
    span body;
    if (!skip_value(&input, tag & 7, &body)) {
      return refuse(scan, HEALTHMESH_MALFORMED, table, field);
    }
    if (field == NULL) {
      if (!scan_unknown(scan, table, body, tag & 7)) return false;
      continue;
    }
    if (!first_time(seen, table, field)) {
      return refuse(scan, HEALTHMESH_REPEATED_MESSAGE, table, field);
    }
    if (!scan_field(scan, table, field, tag & 7, body, depth)) return false;
  }
  return true;
}

void healthmesh_scan(
    const ProtobufCMessageDescriptor *table, const uint8_t *bytes, size_t size,
    const healthmesh_limits *limits, healthmesh_outcome *outcome) {
  *outcome = (healthmesh_outcome){
      .verdict = HEALTHMESH_SOUND, .message = table->short_name, .field = ""};
  scanner scan = {.limits = limits, .outcome = outcome};
  span input = {.at = bytes, .end = bytes + size};
  (void)scan_message(&scan, table, input, 0);
}

ProtobufCMessage *healthmesh_decode(
    const ProtobufCMessageDescriptor *table, const uint8_t *bytes, size_t size,
    const healthmesh_limits *limits, healthmesh_arena *arena, healthmesh_outcome *outcome) {
  healthmesh_scan(table, bytes, size, limits, outcome);
  if (outcome->verdict != HEALTHMESH_SOUND) return NULL;
  if (!healthmesh_arena_limit(arena, outcome->needed)) {
    outcome->verdict = HEALTHMESH_OVER_BUDGET;
    return NULL;
  }
  ProtobufCAllocator allocator = healthmesh_arena_allocator(arena);
  ProtobufCMessage *message = protobuf_c_message_unpack(table, &allocator, size, bytes);
  /* The scan lets some malformed numbers pass inside packed fields; unpacking finds them. */
  if (message == NULL) outcome->verdict = HEALTHMESH_MALFORMED;
  return message;
}
