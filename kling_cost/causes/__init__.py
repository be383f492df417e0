"""Why two plans do not cost the same: the difference split into causes that add up to it."""
