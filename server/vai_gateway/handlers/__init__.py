"""One module per path; a handler only connects."""
