"""What runs in front of the clusters: the order service in each region, and HAProxy as the entry."""

import os
import shutil
import signal
import subprocess
import sys
import time

from clusters import Cluster
from place import HERE, Problem, run

PORTS = {"east": 8080, "west": 8080, "recovery": 8081}


def service_words(place, name):
    """The command that starts the order service in front of a cluster."""
    cluster = Cluster(place, name)
    return [
        *place.inside(cluster.region), sys.executable, "-B", os.path.join(HERE, "order_service.py"), cluster.address,
        str(PORTS[name]), releases(place, name), place.path(name, "app.pid"), cluster.settings("orders"),
    ]


def releases(place, name):
    """The releases of the service; the one that recovers has those of the east."""
    return place.path("east" if name == "recovery" else name, "releases")


def up(place, port):
    """Starts everything, the entry at a port."""
    for region in place.addresses:
        shutil.copytree(os.path.join(HERE, "releases"), releases(place, region))
        os.symlink("good", os.path.join(releases(place, region), "current"))
    for name in PORTS:
        with open(place.path(name, "app.log"), "ab") as log:
            subprocess.Popen(
                service_words(place, name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
    with open(place.path("haproxy.cfg"), "w", encoding="utf-8") as file:
        file.write(proxy(place, port))
    run(["haproxy", "-D", "-p", place.path("haproxy.pid"), "-f", place.path("haproxy.cfg")],
        env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})


def start_scheduler(place):
    """Starts dr as a daemon: it runs the plans and takes the log of the cluster."""
    with open(place.path("schedule.log"), "ab") as log:
        words = [place.dr(), "schedule", "run", "--config", place.path("config"), "-e", "lab"]
        subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def proxy(place, port):
    """The configuration of the entry: the east serves, the others wait in maintenance."""
    return f"""global
    stats socket {place.path("haproxy.sock")} mode 600 level admin
    maxconn 2000
defaults
    mode http
    timeout connect 500ms
    timeout client 5s
    timeout server 2s
    timeout check 1s
    option redispatch
    retries 1
frontend entry
    bind 127.0.0.1:{port}
    default_backend orders
backend orders
    option httpchk GET /health
    default-server check inter 500ms fall 2 rise 1
    server east {place.addresses["east"]}:{PORTS["east"]}
    server west {place.addresses["west"]}:{PORTS["west"]} disabled
    server recovery {place.addresses["east"]}:{PORTS["recovery"]} disabled
"""


def wait(url, seconds=20):
    """Waits until an address answers well."""
    from urllib.request import urlopen

    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=1) as answer:
                return answer.read().decode()
        except OSError as error:
            if time.monotonic() > end:
                raise Problem(f"{url} does not answer: {error}") from error
            time.sleep(0.1)


def processes(place):
    """The processes of the lab: the programs that it is made of, where their command line names its directory."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                words = file.read().decode(errors="replace").split("\0")
        except OSError:
            continue
        own = place.root + "/"
        is_part = (
            os.path.basename(words[0]) in ("haproxy", "postgres")
            or words[1:3] in (["schedule", "run"], ["wal", "push"], ["wal", "get"])
            or any(os.path.basename(word) == "order_service.py" for word in words[1:3])
        )
        if is_part and any(own in word for word in words):
            found[int(entry)] = " ".join(words).strip()
    return found


def down(place):
    """Ends the services and the entry, and whatever else of the lab still runs."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in processes(place):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        for _ in range(50):
            if not processes(place):
                return
            time.sleep(0.05)
