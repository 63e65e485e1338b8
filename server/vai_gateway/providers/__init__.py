"""The model providers: one file per wire dialect, one registry."""
