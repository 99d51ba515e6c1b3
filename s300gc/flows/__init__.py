"""Gather, plan, apply: one file for each noun, and one for each command about the whole."""
