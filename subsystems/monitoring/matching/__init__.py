"""What a text is about: which rules of staff it fits, which areas and agencies it names, which tone it suggests.

All phrases of all rules and of the directory stand in two word tries (without and with marks). One walk over the words
of a text finds every phrase in it; only rules that one of these phrases belongs to are looked at.
"""
