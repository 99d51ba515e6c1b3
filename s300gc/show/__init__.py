"""Results as text and JSON. No decisions."""
