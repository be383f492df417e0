"""``kling-cost check``: a storyboard held against what its production allows."""
