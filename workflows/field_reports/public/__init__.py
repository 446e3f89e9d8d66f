"""What everybody sees of field reports: list, map, one report, feeds, and mails to those who asked for them."""
