#include "arena.h"

#include <pthread.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif

#ifdef POISONED
/* Every allocation is followed by bytes that AddressSanitizer reports when they are touched. */
#include <sanitizer/asan_interface.h>
#define GAP 16
#define FORBID(start, size) ASAN_POISON_MEMORY_REGION((start), (size))
#define ALLOW(start, size) ASAN_UNPOISON_MEMORY_REGION((start), (size))
#else
#define GAP 0
#define FORBID(start, size) ((void)(start), (void)(size))
#define ALLOW(start, size) ((void)(start), (void)(size))
#endif

#define ALIGNMENT 8
/* Enough for most messages. */
#define FIRST_CHUNK ((size_t)16 << 10)
/* A chunk up to this size stays with the thread between messages. */
#define LARGEST_WARM_CHUNK ((size_t)1 << 20)

struct chunk {
  struct chunk *previous;
  size_t capacity;
  size_t used;
  uint8_t bytes[];
};

struct healthmesh_arena {
  struct chunk *chunk;
  size_t used;
  size_t limit;
};

static pthread_key_t warm_arena;
static pthread_once_t warm_arena_once = PTHREAD_ONCE_INIT;

static void destroy(void *value) {
  healthmesh_arena *arena = value;
  while (arena->chunk != NULL) {
    struct chunk *previous = arena->chunk->previous;
    ALLOW(arena->chunk->bytes, arena->chunk->capacity);
    free(arena->chunk);
    arena->chunk = previous;
  }
  free(arena);
}

static void make_key(void) {
  (void)pthread_key_create(&warm_arena, destroy);
}

static bool add_chunk(healthmesh_arena *arena, size_t capacity) {
  if (capacity > SIZE_MAX - sizeof(struct chunk)) return false;
  struct chunk *chunk = malloc(sizeof *chunk + capacity);
  if (chunk == NULL) return false;
  chunk->previous = arena->chunk;
  chunk->capacity = capacity;
  chunk->used = 0;
  FORBID(chunk->bytes, capacity);
  arena->chunk = chunk;
  return true;
}

healthmesh_arena *healthmesh_arena_borrow(void) {
  (void)pthread_once(&warm_arena_once, make_key);
  healthmesh_arena *arena = pthread_getspecific(warm_arena);
  if (arena != NULL) {
    (void)pthread_setspecific(warm_arena, NULL);
    return arena;
  }
  arena = malloc(sizeof *arena);
  if (arena == NULL) return NULL;
  *arena = (healthmesh_arena){.chunk = NULL, .used = 0, .limit = SIZE_MAX};
  if (add_chunk(arena, FIRST_CHUNK)) return arena;
  free(arena);
  return NULL;
}

void healthmesh_arena_return(healthmesh_arena *arena) {
  /* Of several chunks the oldest stays, which is small; the others held one large message. */
  while (arena->chunk->previous != NULL) {
    struct chunk *previous = arena->chunk->previous;
    bool keep = arena->chunk->capacity <= LARGEST_WARM_CHUNK
        && arena->chunk->capacity > previous->capacity && previous->previous == NULL;
    struct chunk *dropped = keep ? previous : arena->chunk;
    if (keep) {
      arena->chunk->previous = NULL;
    } else {
      arena->chunk = previous;
    }
    ALLOW(dropped->bytes, dropped->capacity);
    free(dropped);
  }
  FORBID(arena->chunk->bytes, arena->chunk->used);
  arena->chunk->used = 0;
  arena->used = 0;
  arena->limit = SIZE_MAX;
  if (pthread_getspecific(warm_arena) == NULL && pthread_setspecific(warm_arena, arena) == 0) {
    return;
  }
  destroy(arena);
}

bool healthmesh_arena_limit(healthmesh_arena *arena, size_t bytes) {
  if (arena->chunk->capacity - arena->chunk->used < bytes && !add_chunk(arena, bytes)) {
    return false;
  }
  arena->limit = bytes > SIZE_MAX - arena->used ? SIZE_MAX : arena->used + bytes;
  return true;
}

size_t healthmesh_arena_cost(size_t size) {
  if (size > SIZE_MAX - GAP - (ALIGNMENT - 1)) return SIZE_MAX;
  return (size + GAP + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
}

size_t healthmesh_arena_used(const healthmesh_arena *arena) {
  return arena->used;
}

void *healthmesh_arena_allocate(healthmesh_arena *arena, size_t size) {
  size_t cost = healthmesh_arena_cost(size);
  if (cost > arena->limit - arena->used) return NULL;
  struct chunk *chunk = arena->chunk;
  if (cost > chunk->capacity - chunk->used) {
    size_t doubled = chunk->capacity < LARGEST_WARM_CHUNK ? 2 * chunk->capacity : chunk->capacity;
    if (!add_chunk(arena, cost > doubled ? cost : doubled)) return NULL;
    chunk = arena->chunk;
  }
  void *memory = chunk->bytes + chunk->used;
  chunk->used += cost;
  arena->used += cost;
  ALLOW(memory, size);
  return memory;
}

void *healthmesh_arena_message(
    healthmesh_arena *arena, const ProtobufCMessageDescriptor *table) {
  void *message = healthmesh_arena_allocate(arena, table->sizeof_message);
  if (message != NULL) protobuf_c_message_init(table, message);
  return message;
}

static void *allocate(void *arena, size_t size) {
  return healthmesh_arena_allocate(arena, size);
}

static void keep(void *arena, void *memory) {
  (void)arena;
  (void)memory;
}

ProtobufCAllocator healthmesh_arena_allocator(healthmesh_arena *arena) {
  return (ProtobufCAllocator){.alloc = allocate, .free = keep, .allocator_data = arena};
}
