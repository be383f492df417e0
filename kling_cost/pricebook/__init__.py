"""The price book: which rate applied to this clip, at this provider, on that day."""
