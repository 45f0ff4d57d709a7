"""The order service of the lab: HTTP in front of PostgreSQL, with releases that can be switched while it runs.

usage: order_service.py ADDRESS PORT RELEASES PID_FILE DATABASE

RELEASES/current is a symbolic link to the release whose orders.py answers; DATABASE are keywords of libpq. GET /health says
whether orders can be taken, POST /orders takes one, POST /sentinels and GET /sentinels?drill=ID are for sentinel writers.
"""

import importlib.util
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from database import Database, Lost, Refused, Unreachable

address, port, releases, pid_file, settings = sys.argv[1], int(sys.argv[2]), *sys.argv[3:6]
pool, pool_lock = [], threading.Lock()
loaded, load_lock = {}, threading.Lock()


def release():
    """The module of the current release; each is loaded once."""
    name = os.readlink(os.path.join(releases, "current"))
    with load_lock:
        if name not in loaded:
            path = os.path.join(releases, name, "orders.py")
            spec = importlib.util.spec_from_file_location("release_" + name, path)
            loaded[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(loaded[name])
        return loaded[name]


def with_database(body):
    """Runs `body` with a connection of the pool, which goes back only when it is whole."""
    with pool_lock:
        database = pool.pop() if pool else None
    if database is None:
        database = Database(settings)
    try:
        result = body(database)
    except Lost:
        database.close()
        # The others were to the same server.
        with pool_lock:
            others = pool[:]
            pool.clear()
        for other in others:
            other.close()
        raise
    except Exception:
        with pool_lock:
            pool.append(database)
        raise
    with pool_lock:
        pool.append(database)
    return result


class Handler(BaseHTTPRequestHandler):
    """Answers a request."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def answer(self, status, text):
        """Sends a text."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Release", release().VERSION)
        self.end_headers()
        self.wfile.write(body)

    def attempt(self, body):
        """Answers with what `body` gives; 503 when certainly nothing was done, 500 when nobody knows."""
        try:
            self.answer(*body())
        except (Unreachable, Refused) as error:
            self.answer(503, f"{error}\n")
        except Exception as error:
            self.answer(500, f"{error}\n")

    def healthy(self):
        """Whether the release can take orders."""
        try:
            return with_database(release().health)
        except Lost as error:
            # It was only asked, so nothing was done.
            raise Unreachable(str(error)) from error
        except Refused as error:
            # The database answers, but the release asks it for what it does not have.
            raise RuntimeError(f"release {release().VERSION}: {error}") from error

    def do_GET(self):
        """Health, and what is stored of a drill."""
        url = urlparse(self.path)
        drill = parse_qs(url.query).get("drill", [""])[0]

        def health():
            return (200, f"ok {release().VERSION}\n") if self.healthy() else (503, "read only\n")

        def stored():
            rows = with_database(
                lambda database: database.query(
                    "SELECT writer, sequence FROM dr_sentinel WHERE drill = $1 ORDER BY 1, 2", drill
                )
            )
            return 200, "".join(f"{writer} {sequence}\n" for writer, sequence in rows)

        self.attempt(health if url.path == "/health" else stored)

    def do_POST(self):
        """An order, or a sentinel write; acknowledged when the database has committed it."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))

        def order():
            number = with_database(lambda database: release().place(database, body["customer"], body["amount"]))
            return 201, f"{number}\n"

        def sentinel():
            # A release that cannot take orders takes no sentinels either: they go the way of an order.
            if not self.healthy():
                return 503, "read only\n"
            key = (body["drill"], body["writer"], body["sequence"])
            with_database(
                lambda database: database.query(
                    "INSERT INTO dr_sentinel (drill, writer, sequence) VALUES ($1, $2, $3)", *key
                )
            )
            return 201, "stored\n"

        self.attempt(order if self.path == "/orders" else sentinel)

    def log_message(self, *arguments):
        """Says nothing."""


class Server(ThreadingHTTPServer):
    """The server; connections are many and short."""

    daemon_threads = True
    request_queue_size = 256


server = Server((address, port), Handler)
with open(pid_file + ".new", "w", encoding="utf-8") as file:
    file.write(f"{os.getpid()}\n")
os.rename(pid_file + ".new", pid_file)
server.serve_forever()
