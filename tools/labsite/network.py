"""The networks of the lab: a namespace for each region, joined by a bridge at which the outside stands."""

import os
import shutil

from place import Problem, run


def can_be_made(place):
    """Whether this machine lets namespaces be made and entered: root in a container may not."""
    if not shutil.which("ip"):
        # What is not installed is named later.
        return True
    name = f"dr-lab-{place.tag}-try"
    run(["ip", "netns", "add", name], check=False)
    try:
        run(["ip", "-n", name, "link", "set", "lo", "up"])
        return True
    except Problem:
        return False
    finally:
        run(["ip", "netns", "del", name], check=False)


def up(place):
    """Makes the namespaces, the bridge and the cables."""
    if not place.has_networks:
        return
    run(["ip", "link", "add", place.bridge, "type", "bridge"])
    run(["ip", "addr", "add", f"{place.subnet}.1/24", "dev", place.bridge])
    run(["ip", "link", "set", place.bridge, "up"])
    for region, address in place.addresses.items():
        name, device = place.namespace(region), place.device(region)
        run(["ip", "netns", "add", name])
        run(["ip", "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", name])
        run(["ip", "link", "set", device, "master", place.bridge, "up"])
        for words in (["link", "set", "lo", "up"], ["addr", "add", f"{address}/24", "dev", "eth0"]):
            run(["ip", "-n", name, *words])
        run(["ip", "-n", name, "link", "set", "eth0", "up"])


def down(place):
    """Takes all of it away; what is not there is no problem."""
    if not place.is_root:
        return
    for region in place.addresses:
        run(["ip", "netns", "del", place.namespace(region)], check=False)
        run(["ip", "link", "del", place.device(region)], check=False)
    run(["ip", "link", "del", place.bridge], check=False)


def left(place):
    """What is still there."""
    if not place.is_root:
        return []
    names = run(["ip", "netns", "list"], check=False).split() if os.path.isdir("/run/netns") else []
    found = [name for name in names if name.startswith(f"dr-lab-{place.tag}-")]
    links = run(["ip", "-o", "link", "show"], check=False)
    return found + [name for name in (place.bridge, *map(place.device, place.addresses)) if f" {name}" in links]
