"""Where the lab lies, and what it is made of."""

import os
import shutil
import socket
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
POSTGRES_ROOT = "/usr/lib/postgresql"


class Problem(Exception):
    """Why the lab cannot go on, for the person who runs it."""


def run(words, check=True, later=None, **options):
    """Runs a program to its end; what it printed. An exit code that means to try later is tried again for a minute."""
    end = time.monotonic() + 60
    while True:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        if later is None or done.returncode != later or time.monotonic() > end:
            break
        time.sleep(1)
    if check and done.returncode != 0:
        raise Problem(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout.strip()}")
    return done.stdout


def free_port(address="127.0.0.1"):
    """A port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind((address, 0))
        return listener.getsockname()[1]


class Place:
    """A lab of one directory; its names are made from the directory, so that several labs do not meet."""

    def __init__(self, root, loopback):
        self.root = os.path.abspath(root)
        self.tag = f"{zlib.crc32(self.root.encode()) & 0xFFFF:04x}"
        self.is_root = os.geteuid() == 0
        self.has_networks = self.is_root and not loopback
        self.bridge = f"drl{self.tag}-b"
        if self.has_networks:
            self.subnet = f"10.212.{int(self.tag[:2], 16)}"
            self.addresses = {"east": f"{self.subnet}.2", "west": f"{self.subnet}.3"}
        else:
            block = f"127.77.{int(self.tag[:2], 16)}"
            self.addresses = {"east": f"{block}.2", "west": f"{block}.3"}

    def path(self, *parts):
        """A path in the lab."""
        return os.path.join(self.root, *parts)

    def namespace(self, region):
        """The network namespace of a region."""
        return f"dr-lab-{self.tag}-{region}"

    def device(self, region):
        """The outer end of the cable to a region."""
        return f"drl{self.tag}-{region[0]}"

    def inside(self, region):
        """What stands before a program that runs in a region."""
        return ["ip", "netns", "exec", self.namespace(region)] if self.has_networks else []

    def as_server(self):
        """What stands before a program of PostgreSQL, which refuses to run as root."""
        if not self.is_root:
            return []
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]

    def postgres(self, program):
        """A program of the newest PostgreSQL."""
        versions = [int(name) for name in os.listdir(POSTGRES_ROOT) if name.isdigit()] if os.path.isdir(
            POSTGRES_ROOT
        ) else []
        if not versions:
            raise Problem("PostgreSQL is not installed: apt-get install postgresql")
        return f"{POSTGRES_ROOT}/{max(versions)}/bin/{program}"

    def dr(self):
        """The program under test: $DR, what was built here, or what is installed."""
        repository = os.path.dirname(os.path.dirname(HERE))
        built = [os.path.join(repository, ".build", kind, "dr") for kind in ("release", "debug")]
        found = [path for path in [os.environ.get("DR"), *built, shutil.which("dr")] if path and os.path.exists(path)]
        if not found:
            raise Problem("there is no dr: build it with swift build -c release")
        return os.path.abspath(found[0])

    def client(self):
        """What a server starts for each file of its log: the quick client beside the program, else the program."""
        program = self.reachable()
        return f"{program}-wal" if os.path.exists(f"{program}-wal") else f"{program} wal"

    def reachable(self):
        """The program where the user of the server may run it: built in a home that is closed to others, it is copied."""
        program = self.dr()
        folders = [os.path.dirname(program)]
        while folders[-1] != "/":
            folders.append(os.path.dirname(folders[-1]))
        if not self.is_root or all(os.stat(folder).st_mode & 0o001 for folder in folders):
            return program
        os.makedirs(self.path("bin"), exist_ok=True)
        for name in ("dr", "dr-wal"):
            source = os.path.join(folders[0], name)
            if os.path.exists(source) and not os.path.exists(self.path("bin", name)):
                shutil.copy2(source, self.path("bin", name))
        return self.path("bin", os.path.basename(program))

    def demand(self):
        """Says what is missing on this machine."""
        missing = [name for name in ("haproxy", "python3") if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")]
        if self.has_networks and not shutil.which("ip"):
            missing.append("iproute2")
        if missing:
            raise Problem(f"not installed: apt-get install {' '.join(missing)}")
        self.postgres("initdb")


def say(text):
    """Tells the person what happens."""
    print(f"lab: {text}", file=sys.stderr, flush=True)
