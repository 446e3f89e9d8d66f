"""Reading the YAML files of a legal document into plain values, with every mistake named by its place."""
