#include "CKernels.h"

/* A position is a cut when these bits of its fingerprint are zero. */
#define CUT_MASK 0xFFFFFu

/* The digest after one more byte, not yet counting the byte that leaves the window. */
static inline uint64_t enter(const uint64_t *table, uint64_t digest, uint8_t byte) {
    uint64_t top = digest >> 45;
    return ((digest << 8) | byte) ^ table[RABIN_REDUCE + top];
}

/* The digest of the window that ends at `position`, from that of the window before it. */
static inline uint64_t slide(const uint64_t *table, uint64_t digest, const uint8_t *bytes, size_t position) {
    return enter(table, digest ^ table[RABIN_OUT + bytes[position - 64]], bytes[position]);
}

/* The digest of the 64 bytes before `position`. */
static uint64_t digest_before(const uint64_t *table, const uint8_t *bytes, size_t position) {
    uint64_t digest = 0;
    for (size_t i = position - 64; i < position; i++)
        digest = enter(table, digest, bytes[i]);
    return digest;
}

/* One chain of dependent table lookups leaves the processor idle most of the time, so four neighbouring stretches
   are followed at once. A cut is rare: each stretch only remembers its first one until the stretch ends. */
#define LANES 4
#define LANE_LENGTH 4096

static size_t scan_portable(const uint64_t *table, const uint8_t *bytes, size_t from, size_t to) {
    while (to - from >= LANES * LANE_LENGTH) {
        uint64_t digest[LANES];
        size_t hit[LANES];
        for (size_t lane = 0; lane < LANES; lane++) {
            digest[lane] = digest_before(table, bytes, from + lane * LANE_LENGTH);
            hit[lane] = LANE_LENGTH;
        }
        for (size_t i = 0; i < LANE_LENGTH; i++) {
            for (size_t lane = 0; lane < LANES; lane++) {
                digest[lane] = slide(table, digest[lane], bytes, from + lane * LANE_LENGTH + i);
                if (__builtin_expect((digest[lane] & CUT_MASK) == 0, 0) && hit[lane] == LANE_LENGTH)
                    hit[lane] = i;
            }
            if (__builtin_expect(hit[0] != LANE_LENGTH, 0))
                return from + hit[0];
        }
        for (size_t lane = 1; lane < LANES; lane++)
            if (hit[lane] != LANE_LENGTH)
                return from + lane * LANE_LENGTH + hit[lane];
        from += LANES * LANE_LENGTH;
    }
    if (from == to)
        return to;
    uint64_t digest = digest_before(table, bytes, from);
    for (size_t position = from; position < to; position++) {
        digest = slide(table, digest, bytes, position);
        if ((digest & CUT_MASK) == 0)
            return position;
    }
    return to;
}

bool rabin_supported(enum rabin_kernel kernel) {
    return kernel == RABIN_PORTABLE;
}

size_t rabin_scan(enum rabin_kernel kernel, const uint64_t *table, const uint8_t *bytes, size_t from, size_t to) {
    (void)kernel;
    return scan_portable(table, bytes, from, to);
}
