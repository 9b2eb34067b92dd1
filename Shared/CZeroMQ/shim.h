#ifndef CZEROMQ_SHIM_H
#define CZEROMQ_SHIM_H

#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <zmq.h>

/* ZMQ_ZAP_ENFORCE_DOMAIN: every libzmq since 4.3 has the option, but 4.3's header shows the name only
   to those who ask for drafts. */
enum { CZEROMQ_ZAP_ENFORCE_DOMAIN = 93 };

/* eventfd and prctl are not in Swift's module of the C library. */

static inline int czeromq_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void czeromq_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
