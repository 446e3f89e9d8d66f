"""Reading sources: what comes back from an address becomes entries, in plain text, or a clear error.

Nothing here writes to the database but ``politeness`` (what is known of a host). Nothing fetched is ever run, shown as
it came, or linked to as a file.
"""
