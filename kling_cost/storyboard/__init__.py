"""Storyboards: what a film's shots are, and how files of them are read."""
