"""May this pass, and what did it cost: auth, limits, compatibility, logs and metrics."""
