"""`bench claims`: famous claims as data, measured here as they were made and as they should be."""
