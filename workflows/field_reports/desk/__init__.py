"""The staff's desks in the admin: the queue, one report with all that can be done, and who watches over the work."""
