"""The use cases, one access style each, behind `Repository` and `AsyncRepository`."""
