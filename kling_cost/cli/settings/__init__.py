"""``kling-cost.toml``: what a production always says, so that its commands need not.

The command line wins over the file, and the file over what is assumed.
"""

from kling_cost.cli.settings.found import NAME, Settings, settings_above
from kling_cost.cli.settings.option import Setting, apply_settings, settings_of

__all__ = ["NAME", "Setting", "Settings", "apply_settings", "settings_above", "settings_of"]
