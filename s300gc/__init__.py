"""Keeps Sage 300 and GoCardless in step."""

__version__ = "0.1.0"
