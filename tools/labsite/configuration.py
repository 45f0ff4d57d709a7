"""The configuration of the lab: an environment like any other, in files that dr reads."""

import hashlib
import json
import os
import secrets

from clusters import Cluster
from files import CANARY
from place import HERE
from services import PORTS, releases, service_words


def words(list_of_words):
    """A list for YAML."""
    return json.dumps(list_of_words)


def up(place, entry):
    """Writes the files."""
    os.makedirs(place.path("config", "retention"), exist_ok=True)
    with open(place.path("key"), "w", encoding="utf-8", opener=private) as file:
        file.write(secrets.token_hex(24) + "\n")
    write(place, "base.yml", base(place))
    write(place, "lab.yml", lab(place, entry))
    write(place, "retention/lab.yml", "keep: {last: 50}\n")


def private(path, flags):
    """Opens a file that nobody else may read."""
    return os.open(path, flags, 0o600)


def write(place, name, text):
    """Writes a file of the configuration."""
    with open(place.path("config", name), "w", encoding="utf-8") as file:
        file.write(text)


def base(place):
    """What every environment of this configuration would share."""
    replicate = words([os.path.join(os.path.dirname(HERE), "lab"), "replicate", "--at", place.root])
    runs = f"""\
    schedule:
      incremental: hourly
      full: daily
      verify: daily at 04:00
      verify_all_within: 7d
      retention: daily at 05:00
      restore_test: daily at 06:00
    hooks: {{after: [{replicate}]}}
    retention: lab
    objectives: {{rpo: 1h, rto: 2h}}
"""
    return f"""# What the lab backs up, and where to.
state_directory: {place.path("state")}
timezone: UTC
regions:
  east: {{description: The primary region, primary: true}}
  west: {{description: The standby region}}
repositories:
  primary:
    url: {place.path("repository")}
    password: {{file: {place.path("key")}}}
    region: east
    drill_allowed: true
  replica:
    url: {place.path("west", "repository")}
    password: {{file: {place.path("key")}}}
    region: west
    off_site: true
    copy_of: primary
plans:
  orders-files:
    files: {{paths: [{place.path("files")}]}}
    repository: primary
{runs}  orders:
    postgresql: {{cluster: orders-db-east, wal: {{socket: {place.path("wal.sock")}}}}}
    repository: primary
{runs}"""


def lab(place, entry):
    """The services, all of which drills may break."""
    text = f"""# The services of the lab. Everything here may be broken by a drill.
services:
  orders-entry:
    http: {{url: "http://127.0.0.1:{entry}"}}
  orders-proxy:
    drill_allowed: true
    haproxy: {{socket: {place.path("haproxy.sock")}}}
  orders-files:
    region: east
    drill_allowed: true
    directory: {{path: {place.path("files")}, canary_sha256: {hashlib.sha256(CANARY.encode()).hexdigest()}}}
  orders-db-east-files:
    region: east
    drill_allowed: true
    directory: {{path: {Cluster(place, "east").data}}}
  orders-releases:
    region: east
    drill_allowed: true
    release: {{directory: {releases(place, "east")}}}
"""
    if place.has_networks:
        for region in place.addresses:
            text += f"""  {region}-network:
    region: {region}
    drill_allowed: true
    network: {{device: {place.device(region)}}}
"""
    for name in PORTS:
        cluster = Cluster(place, name)
        text += f"""  orders-db-{name}:
    region: {cluster.region}
    drill_allowed: true
    postgresql:
      host: {cluster.address}
      port: {cluster.port}
      data_directory: {cluster.data}
      start: {words(cluster.start_words())}
  orders-app-{name}:
    region: {cluster.region}
    drill_allowed: true
    process:
      pid_file: {place.path(name, "app.pid")}
      matches: order_service
      start: {words(service_words(place, name))}
"""
    return text
