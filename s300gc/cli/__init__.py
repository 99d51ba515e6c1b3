"""The command line: parse, wire, call a flow, show, exit. No logic."""
