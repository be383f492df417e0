"""Writers: a plan as documents that other people's tools read, one module per format."""
