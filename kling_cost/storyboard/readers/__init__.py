"""One reader per format of storyboard: each turns a file into tables of text, and understands nothing."""
