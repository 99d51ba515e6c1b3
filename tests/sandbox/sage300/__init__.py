"""Tests of the simulated Sage 300."""
