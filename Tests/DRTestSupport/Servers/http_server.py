"""An HTTP server on a free loopback port, for tests of what talks to one.

usage: http_server.py LOG [CERTIFICATE KEY]

Prints its port. Each request becomes a line of JSON in LOG. The first part of the path says how it answers:
/status/NUMBER, /slow (never), /huge (8 MiB), /repeat (404, and the path in the text), /redirect; else 200.
"""
import http.server
import json
import ssl
import sys
import threading
import time

log_lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace")
        line = {"method": self.command, "path": self.path, "body": body, "type": self.headers.get("Content-Type", "")}
        with log_lock, open(sys.argv[1], "a") as log:
            log.write(json.dumps(line, sort_keys=True) + "\n")
        parts = self.path.split("?")[0].split("/")
        status, text, headers = 200, "ok", {}
        if parts[1] == "status":
            status, text = int(parts[2]), "status " + parts[2]
        elif parts[1] == "slow":
            time.sleep(120)
        elif parts[1] == "huge":
            text = "x" * (8 << 20)
        elif parts[1] == "repeat":
            status, text = 404, "no such place: " + self.path + " " + body
        elif parts[1] == "redirect":
            status, text, headers = 302, "", {"Location": "/moved"}
        data = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            pass

    do_GET = do_PUT = do_POST

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
