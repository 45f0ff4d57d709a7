"""The PostgreSQL clusters of the lab: a primary in the east, a standby that streams in the west, a place to recover into."""

import os
import pwd

from place import run

PORTS = {"east": 5432, "west": 5432, "recovery": 5433}
REGIONS = {"east": "east", "west": "west", "recovery": "east"}

SCHEMA = """
CREATE EXTENSION amcheck;
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigserial PRIMARY KEY, customer int NOT NULL, total bigint NOT NULL);
CREATE TABLE ledger (id bigserial PRIMARY KEY, order_id bigint NOT NULL, amount bigint NOT NULL);
CREATE TABLE dr_sentinel (drill text, writer int, sequence int, written timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (drill, writer, sequence));
INSERT INTO customers SELECT number, 'Customer ' || number FROM generate_series(1, 1000) number;
INSERT INTO orders (customer, total) SELECT number % 1000 + 1, number % 997 + 1 FROM generate_series(1, {rows}) number;
INSERT INTO ledger (order_id, amount) SELECT id, total FROM orders;
"""


class Cluster:
    """A cluster by its name."""

    def __init__(self, place, name):
        self.place, self.name, self.region = place, name, REGIONS[name]
        self.folder, self.data, self.socket = (place.path(name, *part) for part in ([], ["data"], ["run"]))
        self.address, self.port = place.addresses[self.region], PORTS[name]

    def program(self, name, *arguments):
        """Runs a program of PostgreSQL beside the server."""
        words = [*self.place.inside(self.region), *self.place.as_server(), self.place.postgres(name), *arguments]
        return run(words, cwd="/", env={**os.environ, "PGUSER": "postgres"})

    def start_words(self):
        """The command that starts the server."""
        options = f"-c config_file={self.folder}/postgresql.conf -c hba_file={self.folder}/pg_hba.conf"
        return [
            *self.place.inside(self.region), *self.place.as_server(), self.place.postgres("pg_ctl"), "-D", self.data,
            "-w", "-s", "-t", "600", "-l", f"{self.folder}/server.log", "-o", options, "start",
        ]

    def start(self):
        """Starts the server and waits until it answers."""
        run(self.start_words(), cwd="/")

    def stop(self):
        """Stops the server at once, if it runs."""
        if os.path.exists(f"{self.data}/postmaster.pid"):
            words = [*self.place.as_server(), self.place.postgres("pg_ctl"), "-D", self.data, "-w", "-s", "-m", "immediate"]
            run([*words, "stop"], check=False, cwd="/")
        if os.path.exists(f"{self.data}/postmaster.pid"):
            self.remove_segment()

    def remove_segment(self):
        """Removes the segment of shared memory that a killed server left; only its own next start would."""
        with open(f"{self.data}/postmaster.pid", encoding="utf-8") as file:
            lines = file.read().split("\n")
        # The seventh line is the key and the id of the segment.
        words = lines[6].split() if len(lines) > 6 else []
        if len(words) == 2:
            run(["ipcrm", "-m", words[1]], check=False, cwd="/")

    def sql(self, statements, database="postgres"):
        """Runs statements as the superuser."""
        return self.program(
            "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-p", str(self.port), "-d", database, "-c", statements
        )

    def prepare(self, archive):
        """Makes the folder with the configuration, which lies outside of the data directory."""
        os.makedirs(self.socket, exist_ok=True)
        lines = [
            f"data_directory = '{self.data}'", f"listen_addresses = '{self.address}'", f"port = {self.port}",
            f"unix_socket_directories = '{self.socket}'", "wal_level = replica", "hot_standby = on",
            "max_wal_senders = 10", "wal_keep_size = 512MB", "shared_buffers = 128MB", "max_connections = 200",
            "wal_receiver_timeout = 5s", "wal_sender_timeout = 5s", "wal_retrieve_retry_interval = 200ms",
            "archive_mode = on", "archive_timeout = 60s", f"archive_command = '{archive}'", "logging_collector = off",
            # In the data directory, so that a server that is killed leaves nothing outside of it.
            "dynamic_shared_memory_type = mmap",
        ]
        # On the loopback a client of any address of it may come from the first one.
        network = self.address.rsplit(".", 1)[0] + ".0/24" if self.place.has_networks else "127.0.0.0/8"
        rules = [
            "local all all trust", "local replication all trust", f"host all all {network} trust",
            f"host replication all {network} trust",
        ]
        for name, text in (("postgresql.conf", lines), ("pg_hba.conf", rules)):
            with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
                file.write("\n".join(text) + "\n")
        if self.place.is_root:
            user = pwd.getpwnam("postgres")
            for path in (self.folder, self.socket):
                os.chown(path, user.pw_uid, user.pw_gid)

    def settings(self, database):
        """The keywords of libpq for the service beside it."""
        return f"host={self.address} port={self.port} user=postgres dbname={database}"


def up(place, rows, archive):
    """Makes the primary with its data, and the standby from a copy of it."""
    clusters = {name: Cluster(place, name) for name in PORTS}
    for cluster in clusters.values():
        cluster.prepare(archive)
    east, west = clusters["east"], clusters["west"]
    east.program("initdb", "-D", east.data, "-A", "trust", "-U", "postgres", "-k", "-N", "--no-instructions")
    east.start()
    east.sql("CREATE EXTENSION amcheck")
    east.sql("CREATE DATABASE orders")
    east.sql(SCHEMA.format(rows=rows), "orders")
    west.program(
        "pg_basebackup", "-D", west.data, "-R", "-X", "stream", "-c", "fast", "-d",
        f"host={east.address} port={east.port} user=postgres application_name=west",
    )
    west.start()
    return clusters


def down(place):
    """Stops all servers."""
    for name in PORTS:
        Cluster(place, name).stop()
