"""A quote that can be verified later: everything that a plan stands on, in one file."""
