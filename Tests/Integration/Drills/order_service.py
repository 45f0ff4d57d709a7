"""A small order service for tests: health by its release, and sentinel writes that are durable when acknowledged.

usage: order_service.py PORT FOLDER
FOLDER/releases/current/health holds "ok" for a release that works; FOLDER/sentinels.txt holds "DRILL WRITER SEQUENCE".
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

port, folder = int(sys.argv[1]), sys.argv[2]
lock = threading.Lock()
data = os.path.join(folder, "sentinels.txt")


def works():
    with open(os.path.join(folder, "releases/current/health"), encoding="utf-8") as file:
        return file.read().strip() == "ok"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlparse(self.path)
        if not works():
            return self.answer(500, "broken release\n")
        if url.path == "/health":
            return self.answer(200, "ok\n")
        drill = parse_qs(url.query).get("drill", [""])[0]
        with lock:
            lines = open(data, encoding="utf-8").read().splitlines() if os.path.exists(data) else []
        found = [line.split(" ", 1)[1] for line in lines if line.split(" ", 1)[0] == drill]
        self.answer(200, "".join(line + "\n" for line in found))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not works():
            return self.answer(500, "broken release\n")
        with lock, open(data, "a", encoding="utf-8") as file:
            file.write(f"{body['drill']} {body['writer']} {body['sequence']}\n")
            file.flush()
            os.fsync(file.fileno())
        self.answer(201, "stored\n")

    def log_message(self, *arguments):
        pass


with open(os.path.join(folder, "service.pid"), "w", encoding="utf-8") as file:
    file.write(str(os.getpid()))
ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
