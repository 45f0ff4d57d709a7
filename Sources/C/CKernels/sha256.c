#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* One stream: the state as the instructions want it, and the last 16 words of the message schedule. */
struct stream {
    __m128i abef, cdgh;
    __m128i words[4];
};

TARGET static inline void load(struct stream *stream, const uint32_t *state) {
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    stream->abef = _mm_alignr_epi8(badc, hgfe, 8);
    stream->cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
}

TARGET static inline void store(const struct stream *stream, uint32_t *state) {
    __m128i feba = _mm_shuffle_epi32(stream->abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(stream->cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* Rounds 4 * step to 4 * step + 3; `step` is known when this is compiled, so that the words stay in registers. */
TARGET static inline __attribute__((always_inline)) void round4(struct stream *stream, const uint8_t *block, int step) {
    __m128i *words = stream->words;
    __m128i next;
    if (step < 4) {
        const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
        next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + step), big_endian);
    } else {
        next = _mm_sha256msg1_epu32(words[step & 3], words[(step + 1) & 3]);
        next = _mm_add_epi32(next, _mm_alignr_epi8(words[(step + 3) & 3], words[(step + 2) & 3], 4));
        next = _mm_sha256msg2_epu32(next, words[(step + 3) & 3]);
    }
    words[step & 3] = next;
    next = _mm_add_epi32(next, _mm_load_si128((const __m128i *)constants + step));
    stream->cdgh = _mm_sha256rnds2_epu32(stream->cdgh, stream->abef, next);
    stream->abef = _mm_sha256rnds2_epu32(stream->abef, stream->cdgh, _mm_shuffle_epi32(next, 0x0E));
}

TARGET void sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t count) {
    struct stream stream;
    load(&stream, state);
    for (; count > 0; count--, bytes += 64) {
        __m128i abef = stream.abef, cdgh = stream.cdgh;
#pragma clang loop unroll(full)
        for (int step = 0; step < 16; step++)
            round4(&stream, bytes, step);
        stream.abef = _mm_add_epi32(stream.abef, abef);
        stream.cdgh = _mm_add_epi32(stream.cdgh, cdgh);
    }
    store(&stream, state);
}

/* Each round waits for the one before it; the rounds of the other stream fill that time. */
TARGET void sha256_blocks_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes, size_t count) {
    struct stream one, two;
    load(&one, first);
    load(&two, second);
    for (; count > 0; count--, first_bytes += 64, second_bytes += 64) {
        __m128i abef1 = one.abef, cdgh1 = one.cdgh;
        __m128i abef2 = two.abef, cdgh2 = two.cdgh;
#pragma clang loop unroll(full)
        for (int step = 0; step < 16; step++) {
            round4(&one, first_bytes, step);
            round4(&two, second_bytes, step);
        }
        one.abef = _mm_add_epi32(one.abef, abef1);
        one.cdgh = _mm_add_epi32(one.cdgh, cdgh1);
        two.abef = _mm_add_epi32(two.abef, abef2);
        two.cdgh = _mm_add_epi32(two.cdgh, cdgh2);
    }
    store(&one, first);
    store(&two, second);
}

/* CPUID leaf 7, bit 29 of EBX; the compiler's own test does not know this feature everywhere. */
bool sha256_supported(void) {
    uint32_t a = 7, b, c = 0, d;
    if (!__builtin_cpu_supports("sse4.1") || !__builtin_cpu_supports("ssse3"))
        return false;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return b >> 29 & 1;
}

#else

/* Never called: `sha256_supported` says no. */
void sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t count) {
    (void)state, (void)bytes, (void)count;
    __builtin_trap();
}

void sha256_blocks_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes, size_t count) {
    (void)first, (void)first_bytes, (void)second, (void)second_bytes, (void)count;
    __builtin_trap();
}

bool sha256_supported(void) { return false; }

#endif
