#ifndef HEALTHMESH_ARENA_H
#define HEALTHMESH_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Memory for one message while it is encoded or decoded: allocations are taken from the front and
 * given back all at once. Each thread keeps one arena warm.
 */
typedef struct healthmesh_arena healthmesh_arena;

/* The thread's arena, or a new one when it is in use; NULL when memory is exhausted. */
healthmesh_arena *healthmesh_arena_borrow(void);

/* Forgets every allocation and keeps the arena for the thread's next message. */
void healthmesh_arena_return(healthmesh_arena *arena);

/* From now on at most `bytes` more, in one piece that is reserved at once; false: no memory. */
bool healthmesh_arena_limit(healthmesh_arena *arena, size_t bytes);

/* Memory aligned for any protobuf-c value; NULL beyond the limit or when memory is exhausted. */
void *healthmesh_arena_allocate(healthmesh_arena *arena, size_t size);

/* An initialised message; NULL as above. */
void *healthmesh_arena_message(
    healthmesh_arena *arena, const ProtobufCMessageDescriptor *table);

/* Bytes that an allocation of `size` takes from the arena. */
size_t healthmesh_arena_cost(size_t size);

/* Bytes taken since the arena was borrowed. */
size_t healthmesh_arena_used(const healthmesh_arena *arena);

/* An allocator for protobuf_c_message_unpack; its `free` does nothing. */
ProtobufCAllocator healthmesh_arena_allocator(healthmesh_arena *arena);

#endif
