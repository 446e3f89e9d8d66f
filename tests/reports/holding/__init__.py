"""An app for the workers of tests: it holds them in the middle of writing the file of a report."""
