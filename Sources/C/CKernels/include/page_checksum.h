#ifndef CKERNELS_PAGE_CHECKSUM_H
#define CKERNELS_PAGE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum that PostgreSQL keeps in the header of a page (src/include/storage/checksum_impl.h), for a page of 8192 bytes at
   the given block number of its relation; the two bytes of the header that hold it count as zero. */
uint16_t postgres_page_checksum(const void *page, uint32_t block);

/* The first page of `count` whose stored checksum is not its checksum, or `count`. `block` is the number of the first.
   Pages that were never written (pd_upper is zero) have none and are passed over. */
size_t postgres_first_bad_page(const void *pages, size_t count, uint32_t block);

#endif
