"""A simulated Sage 300 company behind its Web API, strict where the real one is."""
