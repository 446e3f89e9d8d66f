"""Sharing of what is public: the resources of ``/api/v1/`` about indicators, and the open data sets."""
