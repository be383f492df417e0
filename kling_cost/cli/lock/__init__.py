"""Quotes on the command line: ``plan -o NAME.lock.json`` makes one, ``verify`` looks whether it holds."""
