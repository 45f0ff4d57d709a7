#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "page_checksum.h"

/* The Rabin fingerprint of the last 64 bytes, tested at every position. All kernels give the same answers. */

/* The ways to compute it. */
enum rabin_kernel {
    RABIN_PORTABLE = 0, /* six interleaved chains of table lookups, any machine */
    RABIN_AVX2 = 1,     /* 32 lanes, x86-64 with AVX2 and GFNI */
    RABIN_AVX512 = 2,   /* 64 lanes, x86-64 with AVX-512 BW and GFNI */
};

/* What a table of a polynomial holds, as offsets in 64-bit words. */
enum {
    RABIN_OUT = 0,       /* 256: byte * x^504, what a byte is worth when it leaves the window */
    RABIN_REDUCE = 256,  /* 256: byte * x^53 with its reduction, what takes the top byte away after a shift */
    RABIN_FOLD = 512,    /* 7 matrices: byte * x^56, one for each byte of the digest times x^3 */
    RABIN_LEAVE = 519,   /* 7 matrices: byte * x^515, the same way */
    RABIN_ENTER = 526,   /* 2 matrices: byte * x^3, the low two bytes */
    RABIN_TABLE_WORDS = 528,
};

/* Whether this processor can run a kernel. */
bool rabin_supported(enum rabin_kernel kernel);

/* The first position p in [from, to) where the fingerprint of bytes[p-63...p] has its low 20 bits zero, or `to`.
   Needs from >= 64, reads bytes[from-64] up to bytes[to-1], and a kernel that is supported. */
size_t rabin_scan(enum rabin_kernel kernel, const uint64_t *table, const uint8_t *bytes, size_t from, size_t to);

/* SHA-256 (FIPS 180-4) with the processor's own instructions; their latency leaves room for a second stream. */

/* Whether this processor can run the functions below. */
bool sha256_supported(void);

/* Takes `count` blocks of 64 bytes into a state of eight words. */
void sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t count);

/* Takes `count` blocks into each of two states, in little more time than one of them needs. */
void sha256_blocks_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes, size_t count);

/* scrypt's ROMix (RFC 7914, section 5) on a block of 128 * r bytes; n is a power of two above 1.
   `scratch` holds 128 * r * (n + 2) bytes, aligned to 16. */
void scrypt_ro_mix(uint8_t *bytes, size_t r, uint64_t n, void *scratch);

#endif
