"""The types of the Web API, one table each: names and kinds of their properties."""
