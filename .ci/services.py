"""Names each service that ``make test-services`` cannot reach, one line each; exits with 1 if there is one."""

import os
import socket
import sys
from urllib.parse import urlsplit

SERVICES = {
    "PostgreSQL": os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
    "Redis": os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"),
    "RabbitMQ": os.environ.get("TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//"),
}


def main() -> int:
    missing = 0
    for name, url in SERVICES.items():
        parts = urlsplit(url)
        try:
            socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=3).close()
        except OSError as error:
            print(f"{name} does not answer at {parts.hostname}:{parts.port} ({error}): start it", file=sys.stderr)
            missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main())
