"""A client that reads again and again what the sentinels of a drill wrote, and says whether anything that it read vanished.

usage: reading_client.py URL DRILLS PREFIX [KNOWN...]
Waits for a drill whose name begins with PREFIX and is none of KNOWN, reads until SIGTERM, then prints an object of JSON.
"""

import json
import os
import signal
import sys
import time
import urllib.request

url, drills, prefix, *known = sys.argv[1:]
ended = False


def end(*_):
    global ended
    ended = True


signal.signal(signal.SIGTERM, end)
drill = None
while not ended and not drill:
    fresh = [name for name in os.listdir(drills) if name.startswith(prefix)] if os.path.isdir(drills) else []
    drill = next((name for name in fresh if name not in known), None)
    time.sleep(0.02)
seen, vanished, reads, disordered = set(), set(), 0, 0
while not ended:
    try:
        with urllib.request.urlopen(f"{url}/sentinels?drill={drill}", timeout=2) as answer:
            rows = [tuple(map(int, line.split())) for line in answer.read().decode().splitlines()]
    except OSError:
        time.sleep(0.05)
        continue
    now = set(rows)
    reads += 1
    disordered += rows != sorted(rows) or len(now) != len(rows)
    vanished |= seen - now
    seen |= now
    time.sleep(0.1)
print(json.dumps({"reads": reads, "vanished": len(vanished), "disordered": disordered, "rows": len(seen)}))
