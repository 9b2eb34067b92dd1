#ifndef HEALTHMESH_DECODING_H
#define HEALTHMESH_DECODING_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/* What protobuf-c itself would let pass is refused here, before it sees the bytes. */
typedef enum {
  HEALTHMESH_SOUND = 0,
  HEALTHMESH_MALFORMED = 1,
  HEALTHMESH_WRONG_WIRE_TYPE = 2,
  HEALTHMESH_INVALID_UTF8 = 3,
  HEALTHMESH_EMBEDDED_NUL = 4,
  HEALTHMESH_REPEATED_MESSAGE = 5,
  HEALTHMESH_OVER_BUDGET = 6,
  HEALTHMESH_TOO_MANY_UNKNOWN_FIELDS = 7
} healthmesh_verdict;

typedef struct {
  healthmesh_verdict verdict;
  /* Where, for verdicts about a field: short name of the message and name of the field. */
  const char *message;
  const char *field;
  /* Arena bytes that unpacking takes at most. */
  size_t needed;
  size_t unknown_fields;
} healthmesh_outcome;

typedef struct {
  /* Arena bytes that may be needed. */
  size_t memory;
  /* Fields outside the contract, over all levels. */
  size_t unknown_fields;
} healthmesh_limits;

/* Reads `size` bytes against `table` without allocating; sets every member of `outcome`. */
void healthmesh_scan(
    const ProtobufCMessageDescriptor *table, const uint8_t *bytes, size_t size,
    const healthmesh_limits *limits, healthmesh_outcome *outcome);

/*
 * Scans, then unpacks into `arena`; NULL when refused. The message lives until the arena is
 * returned and is never freed by itself.
 */
ProtobufCMessage *healthmesh_decode(
    const ProtobufCMessageDescriptor *table, const uint8_t *bytes, size_t size,
    const healthmesh_limits *limits, healthmesh_arena *arena, healthmesh_outcome *outcome);

#endif
