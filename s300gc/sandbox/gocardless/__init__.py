"""The simulated GoCardless: one organisation behind its HTTP API, as a state machine."""
