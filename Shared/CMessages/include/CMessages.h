#ifndef CMESSAGES_H
#define CMESSAGES_H
#include <protobuf-c/protobuf-c.h>
#endif
