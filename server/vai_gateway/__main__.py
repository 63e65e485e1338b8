"""`python -m vai_gateway` is `vai-gateway`."""

from __future__ import annotations

import sys

from vai_gateway.cli import main

if __name__ == "__main__":
    sys.exit(main())
