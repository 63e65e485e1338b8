"""VAI Gateway: one stable API over every model provider."""

__version__ = "0.1.0"
