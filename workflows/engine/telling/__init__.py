"""Telling people what happened: who, in which words, by mail, in the list of notifications, by webhook."""
