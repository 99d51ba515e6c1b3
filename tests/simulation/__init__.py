"""Deterministic simulation: seeds of whole worlds with faults, and an independent checker."""
