"""What the gateway costs, measured beside a raw pass-through in the same run."""
