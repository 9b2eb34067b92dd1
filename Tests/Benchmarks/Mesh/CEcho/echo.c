/* The yardstick of the mesh's benchmarks: an echo over DEALER and ROUTER in C.
 *
 *   echo server bare|header ADDRESS
 *   echo client bare|header ADDRESS IN_FLIGHT SECONDS
 *
 * `bare` sends the body alone. `header` sends a frame with the mesh's own header before it, packed
 * and unpacked by protobuf-c for every message, with the fields that a call of the mesh carries.
 * The server prints its address; the client prints "calls_per_second p50_us p99_us".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "healthmesh/mesh/v1/header.pb-c.h"

#define BODY_BYTES 100
#define MAXIMUM_IN_FLIGHT 4096
#define MAXIMUM_SAMPLES (8 << 20)

typedef Healthmesh__Mesh__V1__Header Header;
typedef Healthmesh__Mesh__V1__MetadataEntry Entry;

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void check(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
  }
}

static void serve(void *context, int with_header, const char *address) {
  void *router = zmq_socket(context, ZMQ_ROUTER);
  int water_mark = 16384;
  zmq_setsockopt(router, ZMQ_SNDHWM, &water_mark, sizeof water_mark);
  check(zmq_bind(router, address) == 0, "bind");
  char bound[256];
  size_t size = sizeof bound;
  zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, bound, &size);
  printf("%s\n", bound);
  fflush(stdout);
  zmq_msg_t peer, head, body;
  zmq_msg_init(&peer);
  zmq_msg_init(&head);
  zmq_msg_init(&body);
  for (;;) {
    check(zmq_msg_recv(&peer, router, 0) >= 0, "receive");
    if (with_header) check(zmq_msg_recv(&head, router, 0) >= 0, "receive");
    check(zmq_msg_recv(&body, router, 0) >= 0, "receive");
    zmq_msg_send(&peer, router, ZMQ_SNDMORE);
    if (with_header) {
      Header *request = healthmesh__mesh__v1__header__unpack(
          NULL, zmq_msg_size(&head), zmq_msg_data(&head));
      if (!request) exit(2);
      Header reply;
      healthmesh__mesh__v1__header__init(&reply);
      reply.version = 1;
      reply.kind = HEALTHMESH__MESH__V1__FRAME_KIND__FRAME_KIND_RESPONSE;
      reply.call_id = request->call_id;
      uint8_t packed[512];
      size_t length = healthmesh__mesh__v1__header__pack(&reply, packed);
      zmq_send(router, packed, length, ZMQ_SNDMORE);
      healthmesh__mesh__v1__header__free_unpacked(request, NULL);
    }
    zmq_msg_send(&body, router, 0);
  }
}

static void send_call(void *dealer, int with_header, uint64_t id) {
  uint8_t body[BODY_BYTES];
  memset(body, 'x', sizeof body);
  memcpy(body, &id, sizeof id);
  if (with_header) {
    Header header;
    healthmesh__mesh__v1__header__init(&header);
    Entry entry;
    healthmesh__mesh__v1__metadata_entry__init(&entry);
    entry.key = "caller";
    entry.value = "benchmark";
    Entry *entries[] = {&entry};
    header.version = 1;
    header.kind = HEALTHMESH__MESH__V1__FRAME_KIND__FRAME_KIND_REQUEST;
    header.call_id = id;
    header.method = "healthmesh.mesh.v1.Echo/Unary";
    header.timeout_us = 10000000;
    header.n_metadata = 1;
    header.metadata = entries;
    header.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    header.locale = "zh-CN";
    uint8_t packed[512];
    size_t length = healthmesh__mesh__v1__header__pack(&header, packed);
    zmq_send(dealer, packed, length, ZMQ_SNDMORE);
  }
  check(zmq_send(dealer, body, sizeof body, 0) >= 0, "send");
}

static uint64_t receive_reply(void *dealer, int with_header, zmq_msg_t *head, zmq_msg_t *body) {
  uint64_t id;
  if (with_header) {
    check(zmq_msg_recv(head, dealer, 0) >= 0, "receive");
    Header *reply =
        healthmesh__mesh__v1__header__unpack(NULL, zmq_msg_size(head), zmq_msg_data(head));
    if (!reply) exit(2);
    id = reply->call_id;
    healthmesh__mesh__v1__header__free_unpacked(reply, NULL);
    check(zmq_msg_recv(body, dealer, 0) >= 0, "receive");
  } else {
    check(zmq_msg_recv(body, dealer, 0) >= 0, "receive");
    memcpy(&id, zmq_msg_data(body), sizeof id);
  }
  return id;
}

static int compare(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static void call(void *context, int with_header, const char *address, int in_flight, double seconds) {
  void *dealer = zmq_socket(context, ZMQ_DEALER);
  int water_mark = 131072;
  zmq_setsockopt(dealer, ZMQ_SNDHWM, &water_mark, sizeof water_mark);
  check(zmq_connect(dealer, address) == 0, "connect");
  static double started[MAXIMUM_IN_FLIGHT];
  float *samples = malloc(MAXIMUM_SAMPLES * sizeof *samples);
  size_t count = 0, done = 0;
  uint64_t next = 0;
  zmq_msg_t head, body;
  zmq_msg_init(&head);
  zmq_msg_init(&body);
  /* A tenth of the time warms up. */
  double begin = now_us(), measured_from = begin + seconds * 1e5, end = begin + seconds * 1.1e6;
  for (int i = 0; i < in_flight; i++) {
    started[next % MAXIMUM_IN_FLIGHT] = now_us();
    send_call(dealer, with_header, next++);
  }
  double now = now_us();
  while (now < end) {
    uint64_t id = receive_reply(dealer, with_header, &head, &body);
    now = now_us();
    if (now >= measured_from) {
      done++;
      if (count < MAXIMUM_SAMPLES) samples[count++] = now - started[id % MAXIMUM_IN_FLIGHT];
    }
    started[next % MAXIMUM_IN_FLIGHT] = now;
    send_call(dealer, with_header, next++);
  }
  qsort(samples, count, sizeof *samples, compare);
  printf("%.0f %.1f %.1f\n", done / ((now - measured_from) / 1e6), samples[count / 2],
         samples[count * 99 / 100]);
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  void *context = zmq_ctx_new();
  int with_header = strcmp(argv[2], "header") == 0;
  if (strcmp(argv[1], "server") == 0) serve(context, with_header, argv[3]);
  if (argc < 6) return 64;
  int in_flight = atoi(argv[4]);
  if (in_flight < 1 || in_flight > MAXIMUM_IN_FLIGHT / 2) return 64;
  call(context, with_header, argv[3], in_flight, atof(argv[5]));
  fflush(stdout);
  _exit(0);
}
