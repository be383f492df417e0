"""Where the tool has its home: what reports point to, and what a workflow takes the action from."""

REPOSITORY = "kling-cost/kling-cost"
"""The repository with the action, as ``uses:`` of a workflow writes it."""
ACTION = f"{REPOSITORY}@v0"
"""The action at the version whose options and reports a workflow may count on."""
HOME = f"https://github.com/{REPOSITORY}"
"""The page that says what the tool is."""
