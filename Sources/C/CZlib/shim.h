#ifndef DR_CZLIB_SHIM_H
#define DR_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro. 15 is the largest window; 16 more asks for gzip, whose checksum and length are verified.
static inline int czlib_gunzip_init(z_streamp stream) { return inflateInit2(stream, 15 + 16); }

#endif
