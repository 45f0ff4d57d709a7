"""The file data of the lab: documents that compress, a few that do not, and a canary."""

import os
import random

CANARY = "This file is never changed by anybody.\n"
WORDS = "order invoice amount customer delivery region total paid open note address item count date remark".split()


def up(place, count=200):
    """Writes the files; the same in every lab."""
    generator = random.Random(5)
    for number in range(count):
        folder = place.path("files", f"{number % 10:02}")
        os.makedirs(folder, exist_ok=True)
        text = " ".join(generator.choice(WORDS) for _ in range(generator.randrange(200, 4000)))
        with open(os.path.join(folder, f"document-{number:04}.txt"), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        if number % 20 == 0:
            with open(os.path.join(folder, f"scan-{number:04}.bin"), "wb") as file:
                file.write(generator.randbytes(50_000))
    with open(place.path("files", "canary.txt"), "w", encoding="utf-8") as file:
        file.write(CANARY)
