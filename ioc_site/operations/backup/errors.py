class BackupError(Exception):
    """A backup that cannot be made or must not be restored; the text says why."""
