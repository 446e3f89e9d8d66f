"""Importing a reference list from a spreadsheet, row by row through the form that its screen uses.

So a row is checked and saved as if somebody had typed it: same fields, same messages, same service, same permission. A
file is previewed first, with every fault by row, column and value; one faulty row, and nothing is written.
"""
