"""The tool loop that the gateway runs for its callers: `loop` decides, `runner` acts."""
