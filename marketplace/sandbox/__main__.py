"""Start the sandbox: `python -m marketplace.sandbox --port 4242 --state-dir DIR --webhook-url URL ...`."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from marketplace.sandbox.context import Config
from marketplace.sandbox.server import Sandbox, SandboxServer


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one and prints it")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--state-dir", type=Path, required=True, help="folder of the SQLite file")
    parser.add_argument("--webhook-url", help="where to send events; none: they are only listed")
    parser.add_argument("--webhook-secret", default="whsec_sandbox")
    parser.add_argument("--secret-key", help="the only API key accepted; default: any sk_test_ key")
    parser.add_argument("--public-url", help="address of the hosted pages; default: http://HOST:PORT")
    parser.add_argument(
        "--pending-seconds", type=int, default=2 * 86400, help="how long a charge's money is pending"
    )
    parser.add_argument(
        "--store-key", default="", help="secret of the acquirer's hosted page at /fim/est3Dgate"
    )
    parser.add_argument("--carrier-token", default="", help="token of the carrier's twin at /carrier/v1/")
    parser.add_argument("--carrier-webhook-url", default="", help="whom the carrier's twin calls")
    parser.add_argument("--carrier-secret", default="", help="what the carrier's twin signs with")
    return parser.parse_args(arguments)


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    options = parse()
    server = SandboxServer((options.host, options.port))
    address = f"http://{options.host}:{server.server_address[1]}"
    config = Config(
        public_url=(options.public_url or address).rstrip("/"),
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
        secret_key=options.secret_key,
        pending_seconds=options.pending_seconds,
        store_key=options.store_key,
        carrier_token=options.carrier_token,
        carrier_webhook_url=options.carrier_webhook_url,
        carrier_secret=options.carrier_secret,
    )
    sandbox = server.sandbox = Sandbox(config, options.state_dir)
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving loop, so it must not run inside it.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sandbox.sender.start()
    sys.stdout.write(f"payment sandbox: {address}\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    sandbox.sender.stop()
    # A receiver that hangs must not delay the end: its delivery stays due and is sent after the next start.
    sandbox.sender.join(timeout=2)
    server.server_close()
    if not sandbox.sender.is_alive():
        sandbox.store.close()


if __name__ == "__main__":
    main()
