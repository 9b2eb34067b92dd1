#ifndef CZEROMQ_SHIM_H
#define CZEROMQ_SHIM_H

#include <sched.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <zmq.h>

/* ZMQ_ZAP_ENFORCE_DOMAIN: every libzmq since 4.3 has the option, but 4.3's header shows the name only
   to those who ask for drafts. */
enum { CZEROMQ_ZAP_ENFORCE_DOMAIN = 93 };

/* eventfd and prctl are not in Swift's module of the C library. */

static inline int czeromq_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* The policy of Linux for threads that wait their turn when they wake. Its name shows only to those who
   ask for GNU extensions. */
enum { CZEROMQ_SCHED_BATCH = 3 };

/* Whether this process may give threads that policy: libzmq ends it when it may not. Not when whoever
   started it chose another policy already. */
static inline int czeromq_may_batch(void) {
  struct sched_param parameters = {.sched_priority = 0};
  if (sched_getscheduler(0) != SCHED_OTHER) return 0;
  if (sched_setscheduler(0, CZEROMQ_SCHED_BATCH, &parameters) != 0) return 0;
  return sched_setscheduler(0, SCHED_OTHER, &parameters) == 0;
}

static inline void czeromq_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
