"""Reading what agencies deliver: file → table → rows → findings, and the same way on to publication."""
