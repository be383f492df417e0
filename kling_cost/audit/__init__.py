"""The audit: somebody's prices or worked examples, held against the price book."""
