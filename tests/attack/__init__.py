"""Long checks of what must not give way, as functions with a count: `make test` runs a sample of each."""
