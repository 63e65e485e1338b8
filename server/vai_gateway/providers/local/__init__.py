"""The embedded models: a small real one, and one that is none."""
