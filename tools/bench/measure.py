"""Runs a command and takes its figures from the kernel's account of the child."""

import os
import signal
import subprocess
import sys
import tempfile
import time


class CommandFailed(Exception):
    """A measured command ended with anything but 0."""


def run(command: list[str], environment: dict[str, str], directory: str) -> dict[str, float]:
    """Seconds of wall clock and of CPU (user and system), and the peak of resident memory in bytes.

    What was written before is flushed first, so that no run pays for the one before it.
    """
    os.sync()
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        child = subprocess.Popen(
            command, env=environment, cwd=directory, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            child.send_signal(signal.SIGTERM)
            child.wait()
            raise
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace")[-4000:])
            raise CommandFailed(f"exit code {child.returncode} from: {' '.join(command)}")
    return {
        "wall": round(wall, 3),
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "memory": usage.ru_maxrss * 1024,
    }


def extent(path: str) -> tuple[int, int]:
    """The regular files below a path, and their bytes; a hard link counts each time, as it does for every reader."""
    if os.path.isfile(path):
        return 1, os.path.getsize(path)
    files = size = 0
    pending = [path]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    files += 1
                    size += entry.stat(follow_symlinks=False).st_size
    return files, size


def warm(path: str) -> None:
    """Reads everything once, so that the page cache is equally warm for all."""
    subprocess.run(["find", path, "-type", "f", "-exec", "cat", "{}", "+"], stdout=subprocess.DEVNULL, check=True)


def remove(path: str) -> None:
    """Removes a tree, also one with directories restored as read-only."""
    if os.path.lexists(path):
        subprocess.run(["chmod", "-R", "u+rwX", path], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", path], check=True)
