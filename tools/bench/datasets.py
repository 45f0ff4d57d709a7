"""Generates the data sets of the benchmark, always the same bytes for the same seed.

Runs as a program of its own, so that its memory does not count as that of a measured child:
    datasets.py large-file PATH BYTES | change PATH ROUND | incompressible PATH BYTES | tiny-files PATH COUNT
"""

import os
import random
import sys

PAGE = 8192
POOL_PAGES = 8192
WORDS = (
    "account address amount balance branch carrier charge client closed contract credit customer deposit discount "
    "district due entry exchange fee freight invoice item ledger limit lot margin network note open order owner paid "
    "partner payment pending period policy price quantity rate receipt refund region renewal report return route sale "
    "schedule sender service shipped status stock supplier tax terms total transfer unit update value vendor warehouse"
).split()


def page_body(source: random.Random) -> bytes:
    """One database page without its header: rows of words, numbers and a random key, then free space."""
    rows = []
    size = 0
    while size < PAGE - 1000:
        row = (
            f"{source.getrandbits(26):08d}|{source.choice(WORDS)} {source.choice(WORDS)}|{source.choice(WORDS)}"
            f"|20{source.randrange(10, 26)}-{source.randrange(1, 13):02d}-{source.randrange(1, 29):02d}|"
        ).encode() + source.randbytes(12)
        rows.append(row)
        size += len(row)
    return b"".join(rows).ljust(PAGE - 24, b"\0")


def page_pool(source: random.Random) -> list[bytes]:
    return [page_body(source) for _ in range(POOL_PAGES)]


def header(source: random.Random, number: int) -> bytes:
    """24 bytes that no other page has, as a log position and a checksum would be."""
    return number.to_bytes(8, "little") + source.randbytes(16)


def large_file(path: str, size: int) -> None:
    """A file of pages; the pool comes in another order each time, so that only whole-page headers tell copies apart."""
    source = random.Random(1)
    pool = page_pool(source)
    with open(path, "wb") as file:
        for first in range(0, size // PAGE, POOL_PAGES):
            source.shuffle(pool)
            pieces = []
            for number in range(first, min(first + POOL_PAGES, size // PAGE)):
                pieces += (header(source, number), pool[number - first])
            file.write(b"".join(pieces))


def change(path: str, round_number: int) -> None:
    """Rewrites one page in a hundred, anywhere in the file, as a database does between two backups."""
    source = random.Random(1000 + round_number)
    pages = os.path.getsize(path) // PAGE
    with open(path, "r+b") as file:
        for number in sorted(source.sample(range(pages), pages // 100)):
            file.seek(number * PAGE)
            file.write(header(source, number) + page_body(source))


def incompressible(path: str, size: int) -> None:
    """Random bytes in files of at most 512 MiB, as media or archives are."""
    os.mkdir(path)
    source = random.Random(2)
    piece = 1 << 20
    for index, start in enumerate(range(0, size, 512 * piece)):
        with open(os.path.join(path, f"{index:03d}.bin"), "wb") as file:
            for _ in range(start, min(start + 512 * piece, size), piece):
                file.write(source.randbytes(piece))


def tiny_files(path: str, count: int) -> None:
    """Files of 50 to 4000 bytes, 100 in a directory, half text and half random."""
    source = random.Random(3)
    text = " ".join(source.choice(WORDS) for _ in range(1 << 16)).encode()
    os.mkdir(path)
    for index in range(count):
        if index % 100 == 0:
            directory = os.path.join(path, f"{index // 10000:03d}", f"{index // 100 % 100:02d}")
            os.makedirs(directory)
        size = source.randint(50, 4000)
        start = source.randrange(len(text) - size)
        content = source.randbytes(size // 2) + text[start : start + size - size // 2]
        with open(os.path.join(directory, f"{index:06d}.dat"), "wb") as file:
            file.write(content)


if __name__ == "__main__":
    kind, place, amount = sys.argv[1], sys.argv[2], int(sys.argv[3])
    {
        "large-file": large_file,
        "change": change,
        "incompressible": incompressible,
        "tiny-files": tiny_files,
    }[kind](place, amount)
