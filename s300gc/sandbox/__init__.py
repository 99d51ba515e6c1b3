"""Sage 300 and GoCardless as one simulated World: state machines, not canned answers."""
