#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

/* One chain of dependent table lookups leaves the processor idle most of the time, so six neighbouring stretches
   are followed at once. A cut is rare: each stretch only remembers its first one until the stretch ends. */
#define CHAINS 6
#define CHAIN_LENGTH 4096

static size_t scan_portable(const uint64_t *table, const uint8_t *bytes, size_t from, size_t to) {
    while (to - from >= CHAINS * CHAIN_LENGTH) {
        uint64_t digest[CHAINS];
        size_t hit[CHAINS];
        for (size_t chain = 0; chain < CHAINS; chain++) {
            digest[chain] = digest_before(table, bytes, from + chain * CHAIN_LENGTH);
            hit[chain] = CHAIN_LENGTH;
        }
        for (size_t i = 0; i < CHAIN_LENGTH; i++) {
            for (size_t chain = 0; chain < CHAINS; chain++) {
                digest[chain] = slide(table, digest[chain], bytes, from + chain * CHAIN_LENGTH + i);
                if (__builtin_expect((digest[chain] & CUT_MASK) == 0, 0) && hit[chain] == CHAIN_LENGTH)
                    hit[chain] = i;
            }
            if (__builtin_expect(hit[0] != CHAIN_LENGTH, 0))
                return from + hit[0];
        }
        for (size_t chain = 1; chain < CHAINS; chain++)
            if (hit[chain] != CHAIN_LENGTH)
                return from + chain * CHAIN_LENGTH + hit[chain];
        from += CHAINS * CHAIN_LENGTH;
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

#if defined(__x86_64__)

#define SCAN scan_avx2
#define TRANSPOSE transpose_avx2
#define TARGET __attribute__((target("avx2,gfni")))
#define wide __m256i
#define LANES 32
#define AFFINE(bytes, matrix) _mm256_gf2p8affine_epi64_epi8(bytes, matrix, 0)
#define BROADCAST(word) _mm256_set1_epi64x((long long)(word))
#define UNPACK_LOW _mm256_unpacklo_epi8
#define UNPACK_HIGH _mm256_unpackhi_epi8
#define ZERO_BYTES(bytes) ((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256())))
#define LOAD_ROW(base, apart) \
    _mm256_loadu2_m128i((const __m128i *)((base) + (apart)), (const __m128i *)(base))
#include "rabin_lanes.h"

#define SCAN scan_avx512
#define TRANSPOSE transpose_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,gfni")))
#define wide __m512i
#define LANES 64
#define AFFINE(bytes, matrix) _mm512_gf2p8affine_epi64_epi8(bytes, matrix, 0)
#define BROADCAST(word) _mm512_set1_epi64((long long)(word))
#define UNPACK_LOW _mm512_unpacklo_epi8
#define UNPACK_HIGH _mm512_unpackhi_epi8
#define ZERO_BYTES(bytes) _mm512_testn_epi8_mask(bytes, bytes)
#define LOAD_ROW load_row_avx512

/* Four runs of 16 bytes, `apart` bytes apart. */
TARGET static inline __m512i load_row_avx512(const uint8_t *base, size_t apart) {
    __m512i row = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)base));
    row = _mm512_inserti32x4(row, _mm_loadu_si128((const __m128i *)(base + apart)), 1);
    row = _mm512_inserti32x4(row, _mm_loadu_si128((const __m128i *)(base + 2 * apart)), 2);
    return _mm512_inserti32x4(row, _mm_loadu_si128((const __m128i *)(base + 3 * apart)), 3);
}
#include "rabin_lanes.h"

#endif

bool rabin_supported(enum rabin_kernel kernel) {
    switch (kernel) {
    case RABIN_PORTABLE:
        return true;
#if defined(__x86_64__)
    case RABIN_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("gfni");
    case RABIN_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("gfni");
#endif
    default:
        return false;
    }
}

size_t rabin_scan(enum rabin_kernel kernel, const uint64_t *table, const uint8_t *bytes, size_t from, size_t to) {
    switch (kernel) {
#if defined(__x86_64__)
    case RABIN_AVX2:
        return scan_avx2(table, bytes, from, to);
    case RABIN_AVX512:
        return scan_avx512(table, bytes, from, to);
#endif
    default:
        return scan_portable(table, bytes, from, to);
    }
}
