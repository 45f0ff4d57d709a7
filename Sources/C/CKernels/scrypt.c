#include "CKernels.h"

/* scrypt's ROMix over Salsa20/8 (RFC 7914, sections 3 to 5). Within each 64-byte block the words lie so that the four
   diagonals of Salsa's square are one vector each: word 5 i mod 16 of the block is the i-th here. */

typedef uint32_t quad __attribute__((vector_size(16), aligned(16)));

#define ROTATE(x, bits) ((x) << (bits) | (x) >> (32 - (bits)))
#define TURN(x, a, b, c, d) __builtin_shufflevector(x, x, a, b, c, d)
#define INLINE static inline __attribute__((always_inline))

/* Adds `block` to the four vectors by exclusive or, and applies Salsa20/8. */
INLINE void mix(quad *x, const quad *block) {
    quad a = x[0] ^= block[0], b = x[1] ^= block[1], c = x[2] ^= block[2], d = x[3] ^= block[3];
    for (int round = 0; round < 8; round += 2) {
        b ^= ROTATE(a + d, 7);
        c ^= ROTATE(b + a, 9);
        d ^= ROTATE(c + b, 13);
        a ^= ROTATE(d + c, 18);
        b = TURN(b, 3, 0, 1, 2);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 1, 2, 3, 0);
        d ^= ROTATE(a + b, 7);
        c ^= ROTATE(d + a, 9);
        b ^= ROTATE(c + d, 13);
        a ^= ROTATE(b + c, 18);
        b = TURN(b, 1, 2, 3, 0);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 3, 0, 1, 2);
    }
    x[0] += a, x[1] += b, x[2] += c, x[3] += d;
}

/* scryptBlockMix of `in`, to which `other` is added first unless it is `in` itself, into `out`. */
INLINE void block_mix(const quad *in, const quad *other, quad *out, size_t r) {
    quad x[4], sum[4];
    for (int i = 0; i < 4; i++)
        x[i] = in[(2 * r - 1) * 4 + i];
    if (other != in)
        for (int i = 0; i < 4; i++)
            x[i] ^= other[(2 * r - 1) * 4 + i];
    for (size_t block = 0; block < 2 * r; block++) {
        for (int i = 0; i < 4; i++)
            sum[i] = other != in ? in[block * 4 + i] ^ other[block * 4 + i] : in[block * 4 + i];
        mix(x, sum);
        /* Blocks of even number come first, then the odd ones. */
        quad *place = out + (block / 2 + (block & 1) * r) * 4;
        for (int i = 0; i < 4; i++)
            place[i] = x[i];
    }
}

/* Integerify modulo a power of two: words 0 and 1 of the last block. */
INLINE uint64_t choose(const quad *x, size_t r, uint64_t n) {
    const uint32_t *last = (const uint32_t *)(x + (2 * r - 1) * 4);
    return ((uint64_t)last[13] << 32 | last[0]) & (n - 1);
}

INLINE void ro_mix(uint8_t *bytes, size_t r, uint64_t n, quad *table) {
    size_t width = 8 * r;
    quad *x = table + width * n, *y = x + width;
    for (size_t block = 0; block < 2 * r; block++)
        for (size_t i = 0; i < 16; i++) {
            const uint8_t *word = bytes + block * 64 + i * 5 % 16 * 4;
            ((uint32_t *)table)[block * 16 + i] =
                word[0] | (uint32_t)word[1] << 8 | (uint32_t)word[2] << 16 | (uint32_t)word[3] << 24;
        }
    for (uint64_t i = 0; i + 1 < n; i++)
        block_mix(table + i * width, table + i * width, table + (i + 1) * width, r);
    block_mix(table + (n - 1) * width, table + (n - 1) * width, x, r);
    /* n is even, so the result ends in x. */
    for (uint64_t i = 0; i < n; i += 2) {
        block_mix(x, table + choose(x, r, n) * width, y, r);
        block_mix(y, table + choose(y, r, n) * width, x, r);
    }
    for (size_t block = 0; block < 2 * r; block++)
        for (size_t i = 0; i < 16; i++) {
            uint32_t value = ((const uint32_t *)x)[block * 16 + i];
            uint8_t *word = bytes + block * 64 + i * 5 % 16 * 4;
            word[0] = (uint8_t)value, word[1] = (uint8_t)(value >> 8);
            word[2] = (uint8_t)(value >> 16), word[3] = (uint8_t)(value >> 24);
        }
}

#if defined(__x86_64__)
/* With an instruction for the rotations, which are a third of the work. */
__attribute__((target("avx512f,avx512vl"))) static void ro_mix_avx512(uint8_t *bytes, size_t r, uint64_t n, quad *table) {
    ro_mix(bytes, r, n, table);
}
#endif

void scrypt_ro_mix(uint8_t *bytes, size_t r, uint64_t n, void *scratch) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vl"))
        return ro_mix_avx512(bytes, r, n, scratch);
#endif
    ro_mix(bytes, r, n, scratch);
}
