"""``kling-cost.toml``: what a production always says, so that its commands need not.

The command line wins over the file, and the file over what is assumed.
"""
