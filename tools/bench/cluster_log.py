"""Measures how fast the log of a cluster is archived and handed out again: dr beside pgBackRest and cp."""

import glob
import os
import shutil
import signal
import subprocess
import time


SEGMENT = 16 << 20
# Each way is measured so often, in turn: whichever comes first meets other caches and other memory than those behind it.
ROUNDS = 3
# A log that is replayed is so many times as long as one that is pushed: a recovery has hours of it before it, and how long it takes
# to begin is not what is asked for.
REPLAYED = 3
# Of the accounts of pgbench; a little less than fit, as indexes are changed too.
ROWS_OF_PAGE = 61
PAGES_OF_SEGMENT = 1600


class ClusterLog:
    """The log of the cluster of a bench (see tools/bench/postgresql)."""

    def __init__(self, bench, segments: int) -> None:
        self.bench = bench
        self.segments = segments
        self.turn = 0
        self.socket = f"{bench.scratch}/run/dr.wal"
        self.figures: dict[str, dict[str, float]] = {}

    def note(self, name: str, seconds: float, segments: int) -> None:
        self.figures[name] = {"seconds": round(seconds, 3), "segments": segments, "rate": round(segments / seconds, 2)}
        print(f"{name:44} {seconds:8.2f} s {segments / seconds:8.2f} segments/s", flush=True)

    def ready(self) -> int:
        return len(glob.glob(f"{self.bench.data}/pg_wal/archive_status/*.ready"))

    def archive_with(self, command: str) -> None:
        quoted = command.replace("'", "''")
        self.bench.sql(f"ALTER SYSTEM SET archive_command = '{quoted}'")
        self.bench.sql("SELECT pg_reload_conf()")

    def write(self, segments: int) -> None:
        """Changes a row on page after page until about so many segments are full.

        A checkpoint before it makes the server log whole pages, which is what a busy cluster logs most.
        """
        last = segments * PAGES_OF_SEGMENT * ROWS_OF_PAGE
        first = self.bench.sql("SELECT pg_current_wal_lsn()")
        written = 0.0
        while written < segments * SEGMENT:
            # Another row of the same pages each time, and only as many pages as are missing.
            self.turn = (self.turn + 1) % ROWS_OF_PAGE
            missing = int(last * (1 - written / (segments * SEGMENT))) + ROWS_OF_PAGE
            self.bench.sql("CHECKPOINT")
            self.bench.sql(
                "UPDATE pgbench_accounts SET abalance = abalance + 1 "
                f"WHERE aid <= {missing} AND aid % {ROWS_OF_PAGE} = {self.turn}"
            )
            written = float(self.bench.sql(f"SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '{first}')"))
        self.bench.sql("SELECT pg_switch_wal()")

    def archived(self) -> None:
        while self.ready() > 0:
            time.sleep(0.02)

    def measure_push(self, dr_unserved: str, dr_served: str, rest: str, rest_async: str) -> None:
        """How long the server takes to archive what has piled up, with each command; the middle of the rounds."""
        self.archive_with("")
        ways = [
            ("push, dr with its service", dr_served, True),
            ("push, pgbackrest asynchronous", rest_async, False),
            ("push, dr without a service", dr_unserved, False),
            ("push, pgbackrest", rest, False),
        ]
        rounds = [[self.push(command, service) for _, command, service in ways] for _ in range(ROUNDS)]
        self.note_middle([name for name, _, _ in ways], rounds)

    def note_middle(self, names: list[str], rounds: list[list[tuple[float, int]]]) -> None:
        for way, name in enumerate(names):
            runs = sorted((times[way] for times in rounds), key=lambda run: run[0] / run[1])
            self.note(name, *runs[len(runs) // 2])

    def push(self, command: str, service: bool) -> tuple[float, int]:
        """Lets segments pile up; the seconds until the server has archived them, and how many they were."""
        process = self.serve() if service else None
        # The server archives one segment before: what runs all the time anyway is not measured while it starts.
        self.archive_with(command)
        self.bench.sql("SELECT txid_current()")
        self.bench.sql("SELECT pg_switch_wal()")
        self.archived()
        self.archive_with("")
        # A service of dr stores ahead what waits for two seconds after it was asked last: that must not begin before the clock.
        time.sleep(3)
        self.write(self.segments)
        os.sync()
        count = self.ready()
        started = time.monotonic()
        self.archive_with(command)
        self.archived()
        seconds = time.monotonic() - started
        self.archive_with("")
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait()
        return seconds, count

    def serve(self) -> subprocess.Popen:
        words = [*self.bench.as_server, self.bench.dr, "wal", "serve", "--plan", "bench"]
        process = subprocess.Popen(
            words, env=self.bench.environment, cwd=self.bench.scratch, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        while not os.path.exists(self.socket):
            if process.poll() is not None:
                raise SystemExit("dr wal serve ended")
            time.sleep(0.01)
        return process

    def measure_replay(self, dr_get: str, push: str, rest_push: str, rest_get: str) -> None:
        """Recovers one copy of the cluster after the other over the same segments, each fed by another command; the middle
        of the rounds."""
        bench = self.bench
        plain = f"{bench.scratch}/run/plain"
        base = f"{bench.scratch}/run/base"
        bench.run("mkdir", plain)
        self.archive_with(f"cp %p {plain}/%f && {push} && {rest_push}")
        bench.run("pg_basebackup", "-D", base, "-c", "fast", "-X", "none", "--no-sync")
        self.write(REPLAYED * self.segments)
        self.archived()
        # The base needs the segment that it began in, which may have been archived before.
        count = len([name for name in os.listdir(plain) if len(name) == 24])
        ways = [
            ("replay, fed by cp", f"cp {plain}/%f %p"),
            ("replay, fed by dr", dr_get),
            ("replay, fed by pgbackrest asynchronous", rest_get),
        ]
        rounds = [[(self.recover(base, command), count) for _, command in ways] for _ in range(ROUNDS)]
        self.note_middle([name for name, _ in ways], rounds)
        shutil.rmtree(base)

    def recover(self, base: str, command: str) -> float:
        bench = self.bench
        copy = f"{bench.scratch}/run/replayed"
        bench.run("cp", "-a", base, copy)
        quoted = command.replace("PG1PATH", copy).replace("'", "''")
        with open(f"{copy}/postgresql.auto.conf", "a", encoding="utf-8") as file:
            file.write(
                f"restore_command = '{quoted}'\narchive_mode = off\nport = 5433\nfsync = off\nhot_standby = on\n"
            )
        bench.run("touch", f"{copy}/recovery.signal")
        subprocess.run(["sh", "-c", f"find {copy} -type f -exec cat {{}} + >/dev/null"], check=True)
        os.sync()
        with open(f"{bench.scratch}/replayed.log", "w", encoding="utf-8"):
            pass
        shutil.chown(f"{bench.scratch}/replayed.log", "postgres", "postgres")
        started = time.monotonic()
        bench.run("pg_ctl", "-D", copy, "-l", f"{bench.scratch}/replayed.log", "-W", "-s", "start")
        while not self.is_over(f"{copy}/postmaster.pid", time.monotonic() - started):
            time.sleep(0.01)
        seconds = time.monotonic() - started
        bench.run("pg_ctl", "-D", copy, "-m", "immediate", "-w", "-s", "stop")
        shutil.rmtree(copy)
        return seconds

    def is_over(self, pid_file: str, seconds: float) -> bool:
        """Reads the server's log: to ask the server many times a second would take a processor from who is measured."""
        with open(f"{self.bench.scratch}/replayed.log", encoding="utf-8") as file:
            text = file.read()
        if seconds > 10 and not os.path.exists(pid_file):
            raise SystemExit("the recovery failed: " + text[-2000:])
        return "database system is ready to accept connections" in text

    def rows(self) -> list[str]:
        lines = ["", "| log | segments | seconds | segments a second |", "|---|---:|---:|---:|"]
        for name, figure in self.figures.items():
            lines.append(f"| {name} | {figure['segments']} | {figure['seconds']:.2f} | {figure['rate']:.2f} |")
        return lines

    def ratios(self) -> list[tuple[str, str, float, bool]]:
        pairs = [
            ("push", "dr with its service", "pgbackrest asynchronous", 2),
            ("push", "dr without a service", "pgbackrest", 2),
            ("replay", "fed by dr", "fed by cp", 1),
        ]
        ratios = []
        for work, way, other, target in pairs:
            if f"{work}, {way}" in self.figures:
                ratio = self.figures[f"{work}, {way}"]["rate"] / self.figures[f"{work}, {other}"]["rate"]
                ratios.append((f"{work}, segments a second, {way} / {other}", f"≥ {target}", ratio, ratio >= target))
        return ratios
