"""What the figures were measured on, without the name of the host."""

import os
import platform
import subprocess


def field(path: str, name: str) -> str:
    """The value of the first line `name: value` of a file of /proc."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return "unknown"


def describe(scratch: str) -> dict[str, str]:
    memory = field("/proc/meminfo", "MemTotal").split()
    file_system = subprocess.run(["stat", "-f", "-c", "%T", scratch], capture_output=True, text=True, check=True).stdout
    return {
        "processor": field("/proc/cpuinfo", "model name"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(memory[0]) / 1024 / 1024:.0f} GiB",
        "system": f"{platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')}, kernel {platform.release()}",
        "file system": file_system.strip(),
    }
