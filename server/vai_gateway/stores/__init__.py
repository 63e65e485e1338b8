"""Where counters live: in memory; other stores sit behind the same interface."""
