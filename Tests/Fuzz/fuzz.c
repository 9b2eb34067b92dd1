/*
 * Hostile input for every message of the contract, under AddressSanitizer.
 *
 * Starts from random messages built over protobuf-c's tables, mutates their bytes, and decodes them
 * with random budgets, as the mesh does. An input that takes more memory than the scan promised, or
 * touches memory that it did not ask for, ends the program with the seed.
 *
 * Usage: fuzz <inputs> <seed>
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CMessages.h"
#include "tables.inc"

#define MESSAGE_COUNT (sizeof messages / sizeof messages[0])
#define LONGEST_INPUT 4096

static uint64_t state;

static uint64_t next(void) {
  state += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
  return mixed ^ (mixed >> 31);
}

static size_t below(size_t bound) {
  return bound == 0 ? 0 : (size_t)(next() % bound);
}

typedef struct {
  uint8_t bytes[LONGEST_INPUT];
  size_t size;
} input;

static void put(input *input, uint8_t byte) {
  if (input->size < LONGEST_INPUT) input->bytes[input->size++] = byte;
}

static void put_varint(input *input, uint64_t value) {
  for (; value >= 0x80; value >>= 7) put(input, (uint8_t)value | 0x80);
  put(input, (uint8_t)value);
}

static void put_bytes(input *to, const uint8_t *bytes, size_t size) {
  for (size_t index = 0; index < size; index++) put(to, bytes[index]);
}

static uint64_t number(void) {
  switch (below(4)) {
  case 0: return below(300);
  case 1: return UINT64_MAX;
  default: return next() >> below(64);
  }
}

static void put_message(
    input *to, const ProtobufCMessageDescriptor *table, unsigned depth, size_t fields);

static void put_text(input *to) {
  static const char *const texts[] = {"", "a", "I21.0", "医保结算", "plain text of some length", "𠮷"};
  const char *text = texts[below(sizeof texts / sizeof texts[0])];
  put_varint(to, strlen(text));
  put_bytes(to, (const uint8_t *)text, strlen(text));
}

static void put_packed(input *to) {
  input body = {.size = 0};
  for (size_t count = below(12); count > 0; count--) put_varint(&body, number());
  put_varint(to, body.size);
  put_bytes(to, body.bytes, body.size);
}

static void put_field(input *to, const ProtobufCFieldDescriptor *field, unsigned depth) {
  static input nested[8];
  if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
    if (depth + 1 >= sizeof nested / sizeof nested[0]) return;
    input *body = &nested[depth];
    body->size = 0;
    put_message(body, field->descriptor, depth + 1, below(6));
    put_varint(to, (uint64_t)field->id << 3 | 2);
    put_varint(to, body->size);
    put_bytes(to, body->bytes, body->size);
    return;
  }
  switch (field->type) {
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_BYTES:
    put_varint(to, (uint64_t)field->id << 3 | 2);
    put_text(to);
    break;
  default:
    if (field->label == PROTOBUF_C_LABEL_REPEATED && below(4) != 0) {
      put_varint(to, (uint64_t)field->id << 3 | 2);
      put_packed(to);
    } else {
      put_varint(to, (uint64_t)field->id << 3);
      put_varint(to, number());
    }
  }
}

static void put_message(
    input *to, const ProtobufCMessageDescriptor *table, unsigned depth, size_t fields) {
  if (table->n_fields == 0) return;
  for (; fields > 0; fields--) put_field(to, &table->fields[below(table->n_fields)], depth);
}

static void mutate(input *input) {
  for (size_t count = below(5); count > 0; count--) {
    size_t place = below(input->size);
    switch (below(6)) {
    case 0:
      if (input->size > 0) input->bytes[place] ^= (uint8_t)(1u << below(8));
      break;
    case 1:
      if (input->size > 0) input->bytes[place] = (uint8_t)next();
      break;
    case 2:
      input->size = place;
      break;
    case 3: {
      size_t length = below(input->size - place);
      memmove(input->bytes + place, input->bytes + place + length, input->size - place - length);
      input->size -= length;
      break;
    }
    case 4: {
      size_t length = below(input->size - place);
      if (input->size + length > LONGEST_INPUT) break;
      memmove(input->bytes + place + length, input->bytes + place, input->size - place);
      input->size += length;
      break;
    }
    default:
      put(input, (uint8_t)next());
    }
  }
}

static void fail(const char *reason, const ProtobufCMessageDescriptor *table, uint64_t seed) {
  fprintf(stderr, "fuzz: %s in %s, input seed %" PRIu64 "\n", reason, table->name, seed);
  abort();
}

/* Reads every value, so that AddressSanitizer sees each pointer followed. */
static uint64_t digest(const ProtobufCMessage *message) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *packed = malloc(size == 0 ? 1 : size);
  if (packed == NULL || protobuf_c_message_pack(message, packed) != size) return UINT64_MAX;
  uint64_t sum = size;
  for (size_t index = 0; index < size; index++) sum = sum * 31 + packed[index];
  free(packed);
  return sum & (UINT64_MAX >> 1);
}

/*
 * End of a buffer that is followed by a page nobody may touch: reading one byte too far stops the
 * program even inside libprotobuf-c, which is not instrumented.
 */
static uint8_t *guarded_end(void) {
  static uint8_t *end;
  if (end == NULL) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (LONGEST_INPUT + page - 1) / page * page;
    uint8_t *start = mmap(
        NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + size, page, PROT_NONE) != 0) abort();
    end = start + size;
  }
  return end;
}

/* What the scan finds sound may fail to unpack for its content only, not for want of memory. */
static void check_refusal(
    const ProtobufCMessageDescriptor *table, const uint8_t *bytes, size_t size,
    const healthmesh_limits *limits, uint64_t seed) {
  healthmesh_outcome outcome;
  healthmesh_scan(table, bytes, size, limits, &outcome);
  if (outcome.verdict != HEALTHMESH_SOUND) return;
  ProtobufCMessage *message = protobuf_c_message_unpack(table, NULL, size, bytes);
  if (message != NULL) fail("less memory promised than needed", table, seed);
}

/* True when the input was accepted. */
static int decode(const ProtobufCMessageDescriptor *table, const input *input, uint64_t seed) {
  uint8_t *exact = guarded_end() - input->size;
  healthmesh_arena *arena = healthmesh_arena_borrow();
  if (arena == NULL) fail("no memory", table, seed);
  memcpy(exact, input->bytes, input->size);
  healthmesh_limits limits = {
      .memory = below(8) == 0 ? below(4096) : 40 * input->size + ((size_t)1 << 20),
      .unknown_fields = below(70)};
  healthmesh_outcome outcome;
  ProtobufCMessage *message =
      healthmesh_decode(table, exact, input->size, &limits, arena, &outcome);
  if (healthmesh_arena_used(arena) > outcome.needed) fail("more memory than promised", table, seed);
  if (message == NULL && outcome.verdict == HEALTHMESH_SOUND) fail("no verdict", table, seed);
  if (message == NULL) check_refusal(table, exact, input->size, &limits, seed);
  if (message != NULL) {
    if (outcome.verdict != HEALTHMESH_SOUND) fail("a value in spite of", table, seed);
    if (outcome.needed > limits.memory) fail("over budget", table, seed);
    if (digest(message) == UINT64_MAX) fail("packing differs", table, seed);
  }
  healthmesh_arena_return(arena);
  return message != NULL;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  uint64_t inputs = strtoull(arguments[1], NULL, 10), seed = strtoull(arguments[2], NULL, 10);
  static input input;
  uint64_t accepted = 0;
  for (uint64_t round = 0; round < inputs; round++) {
    uint64_t input_seed = seed + round;
    state = input_seed;
    const ProtobufCMessageDescriptor *table = messages[below(MESSAGE_COUNT)];
    input.size = 0;
    if (below(16) == 0) {
      for (size_t size = below(64); size > 0; size--) put(&input, (uint8_t)next());
    } else {
      put_message(&input, table, 0, below(24));
    }
    mutate(&input);
    accepted += (uint64_t)decode(table, &input, input_seed);
  }
  printf("fuzz: %" PRIu64 " inputs for %zu messages from seed %" PRIu64 ": %" PRIu64
      " accepted, %" PRIu64 " refused, no fault\n",
      inputs, MESSAGE_COUNT, seed, accepted, inputs - accepted);
  return accepted == 0 || accepted == inputs;
}
