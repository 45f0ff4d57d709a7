#include "page_checksum.h"

#include <string.h>

enum { PAGE_SIZE = 8192, LANES = 32, ROWS = PAGE_SIZE / (LANES * 4), CHECKSUM_OFFSET = 8, UPPER_OFFSET = 14 };

static const uint32_t prime = 16777619;
static const uint32_t offsets[LANES] = {
    0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
    0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
    0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
    0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756,
};

static inline void mix(uint32_t *restrict lanes, const uint32_t *restrict row) {
    for (int lane = 0; lane < LANES; lane++) {
        const uint32_t mixed = lanes[lane] ^ row[lane];
        lanes[lane] = (mixed * prime) ^ (mixed >> 17);
    }
}

#if defined(__x86_64__)
__attribute__((target_clones("default", "avx2", "avx512f")))
#endif
static uint32_t lanes_of(const void *page) {
    uint32_t lanes[LANES];
    uint32_t row[LANES];
    memcpy(lanes, offsets, sizeof lanes);
    memcpy(row, page, sizeof row);
    row[CHECKSUM_OFFSET / 4] &= 0xFFFF0000u; /* pd_checksum is the low half on the little-endian machines we run on */
    mix(lanes, row);
    for (int number = 1; number < ROWS; number++) {
        memcpy(row, (const char *)page + number * sizeof row, sizeof row);
        mix(lanes, row);
    }
    memset(row, 0, sizeof row);
    mix(lanes, row);
    mix(lanes, row);
    uint32_t result = 0;
    for (int lane = 0; lane < LANES; lane++) result ^= lanes[lane];
    return result;
}

uint16_t postgres_page_checksum(const void *page, uint32_t block) {
    return (uint16_t)((lanes_of(page) ^ block) % 65535 + 1);
}

size_t postgres_first_bad_page(const void *pages, size_t count, uint32_t block) {
    const char *page = pages;
    for (size_t number = 0; number < count; number++, page += PAGE_SIZE) {
        uint16_t upper, stored;
        memcpy(&upper, page + UPPER_OFFSET, sizeof upper);
        if (upper == 0) continue;
        memcpy(&stored, page + CHECKSUM_OFFSET, sizeof stored);
        if (stored != postgres_page_checksum(page, block + (uint32_t)number)) return number;
    }
    return count;
}
