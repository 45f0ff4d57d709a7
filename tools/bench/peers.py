"""The tools that are measured: how each is told to do the same work, with encryption and zstd at the same class."""

import os
import re
import subprocess

PASSWORD = "benchmark"


class Peer:
    """One tool with its own repository, cache and settings below `home`."""

    name = ""

    def __init__(self, binary: str, home: str):
        self.binary = binary
        self.home = os.path.join(home, self.name)
        self.repository = os.path.join(self.home, "repository")

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's settings, so that runs are the same everywhere."""
        return {"PATH": os.environ["PATH"], "HOME": self.home, "TMPDIR": self.home, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def version(self) -> str:
        command = [self.binary, *self.version_arguments]
        text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        found = re.search(r"\d+(?:\.\d+)+", text)
        return found.group() if found else "unknown"


class Dr(Peer):
    name = "dr"
    version_arguments = ("--version",)

    def environment(self):
        return super().environment() | {"DR_REPOSITORY": self.repository, "DR_PASSWORD": PASSWORD}

    def command(self, work: str, source: str, target: str) -> list[str]:
        return {
            "init": [self.binary, "init"],
            "backup": [self.binary, "backup", source],
            "restore": [self.binary, "restore", "-r", "latest", "--target", target],
            "verify": [self.binary, "verify", "--read-data"],
        }[work]


class Restic(Peer):
    name = "restic"
    version_arguments = ("version",)

    def environment(self):
        return super().environment() | {
            "RESTIC_REPOSITORY": self.repository,
            "RESTIC_PASSWORD": PASSWORD,
            "RESTIC_CACHE_DIR": os.path.join(self.home, "cache"),
        }

    def command(self, work, source, target):
        return {
            "init": [self.binary, "init"],
            "backup": [self.binary, "backup", source],
            "restore": [self.binary, "restore", "latest", "--target", target],
            "verify": [self.binary, "check", "--read-data"],
        }[work]


class Borg(Peer):
    name = "borg"
    version_arguments = ("--version",)
    archives = 0

    def environment(self):
        return super().environment() | {
            "BORG_REPO": self.repository,
            "BORG_PASSPHRASE": PASSWORD,
            "BORG_BASE_DIR": self.home,
        }

    def command(self, work, source, target):
        if work == "backup":
            self.archives += 1
        return {
            "init": [self.binary, "init", "--encryption", "repokey"],
            "backup": [self.binary, "create", "--compression", "zstd,3", f"::{self.archives}", source],
            "restore": [self.binary, "extract", f"::{self.archives}"],
            "verify": [self.binary, "check", "--verify-data"],
        }[work]


PEERS = (Dr, Restic, Borg)
