"""``python -m bridge.sandbox``: the embedded forum on its own, in the foreground."""

import argparse
from pathlib import Path

from bridge.sandbox.server import serve


def main() -> None:
    """Read the port and the data folder from the command line and serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m bridge.sandbox", description="Run the embedded forum.")
    parser.add_argument("--port", type=int, default=3000, help="TCP port; 0 takes a free one (default 3000)")
    parser.add_argument(
        "--data", type=Path, default=Path(".ideabridge/sandbox"), help="folder that keeps the forum"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    options = parser.parse_args()
    serve(options.port, options.data, options.host)


if __name__ == "__main__":
    main()
