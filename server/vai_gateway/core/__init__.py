"""What everything else is built on: errors, time, ids, secrets, and the canonical message stream."""
