/* The wide kernels, one for each time this file is included. The including file defines
     SCAN         the name of the function
     TARGET       the attribute that lets the compiler use the instructions
     wide         the vector type; one byte lane for each of the stretches that are followed at once
     LANES        the bytes in it
   and the operations AFFINE, BROADCAST, UNPACK_LOW, UNPACK_HIGH, ZERO_BYTES and LOAD_ROW on it.

   The digest is kept times x^3, as seven vectors of one byte each: 56 bits, so that a step moves every vector up by
   one place and a whole byte falls out at the top. What that byte, the byte that leaves the window and the byte that
   enters it are worth is a linear map over GF(2) of eight bits, which GF2P8AFFINEQB computes in all lanes at once.
   The digest is then always fully reduced, and its low 20 bits are those of vector 0, vector 1 and the low seven bits
   of vector 2. */

/* Shorter stretches are not worth their start-up; longer ones scan on too far behind a cut. 2112 is 33 cache lines: an
   odd number, so that the stretches do not compete for the same cache sets. */
#define SHORTEST 64
#define LONGEST 2112

/* Turns 16 bytes of each stretch, `stride` apart, into 16 vectors of one byte of every stretch. Interleaving the first
   half of 16 rows with the second half, four times, transposes them within each 16-byte lane. */
TARGET static inline void TRANSPOSE(const uint8_t *bytes, size_t stride, wide *columns) {
    wide rows[16], mixed[16];
    for (size_t row = 0; row < 16; row++)
        rows[row] = LOAD_ROW(bytes + row * stride, 16 * stride);
    for (int round = 0; round < 4; round++) {
        for (size_t row = 0; row < 8; row++) {
            mixed[2 * row] = UNPACK_LOW(rows[row], rows[row + 8]);
            mixed[2 * row + 1] = UNPACK_HIGH(rows[row], rows[row + 8]);
        }
        for (size_t row = 0; row < 16; row++)
            rows[row] = mixed[row];
    }
    for (size_t row = 0; row < 16; row++)
        columns[row] = rows[row];
}

TARGET static size_t SCAN(const uint64_t *table, const uint8_t *bytes, size_t from, size_t to) {
    wide fold[7], leave[7], enter[2];
    for (size_t k = 0; k < 7; k++) {
        fold[k] = BROADCAST(table[RABIN_FOLD + k]);
        leave[k] = BROADCAST(table[RABIN_LEAVE + k]);
    }
    for (size_t k = 0; k < 2; k++)
        enter[k] = BROADCAST(table[RABIN_ENTER + k]);
    const wide low_seven = BROADCAST(0x7F7F7F7F7F7F7F7Fu);

    /* The last 128 bytes of every stretch: those that enter, and 64 steps later leave. */
    wide ring[128];
    while (to - from >= LANES * SHORTEST) {
        size_t length = (to - from) / LANES / 16 * 16;
        if (length > LONGEST)
            length = LONGEST;
        wide d[7];
        for (size_t k = 0; k < 7; k++)
            d[k] = BROADCAST(0);
        /* Nothing leaves while the first 64 steps fill the windows. */
        for (size_t i = 64; i < 128; i++)
            ring[i] = BROADCAST(0);

        /* Lanes hold neighbouring stretches in order, so after a hit only the lanes before it can hold the first one. */
        uint64_t open = ~(uint64_t)0 >> (64 - LANES);
        size_t first = to;
        for (size_t step = 0; step < length + 64 && open != 0; step += 16) {
            wide *entering = ring + step % 128;
            const wide *leaving = ring + (step + 64) % 128;
            TRANSPOSE(bytes + from - 64 + step, length, entering);
            for (size_t i = 0; i < 16; i++) {
                wide top = d[6];
                for (size_t k = 6; k > 0; k--)
                    d[k] = d[k - 1] ^ AFFINE(top, fold[k]) ^ AFFINE(leaving[i], leave[k]);
                d[1] ^= AFFINE(entering[i], enter[1]);
                d[0] = AFFINE(top, fold[0]) ^ AFFINE(leaving[i], leave[0]) ^ AFFINE(entering[i], enter[0]);
                uint64_t hits = ZERO_BYTES(d[0] | d[1] | (d[2] & low_seven));
                if (__builtin_expect((hits & open) != 0, 0) && step >= 64) {
                    unsigned lane = (unsigned)__builtin_ctzll(hits & open);
                    first = from + lane * length + (step - 64 + i);
                    open = ((uint64_t)1 << lane) - 1;
                }
            }
        }
        if (first != to)
            return first;
        from += LANES * length;
    }
    return scan_portable(table, bytes, from, to);
}

#undef SHORTEST
#undef LONGEST
#undef SCAN
#undef TRANSPOSE
#undef TARGET
#undef wide
#undef LANES
#undef AFFINE
#undef BROADCAST
#undef UNPACK_LOW
#undef UNPACK_HIGH
#undef ZERO_BYTES
#undef LOAD_ROW
