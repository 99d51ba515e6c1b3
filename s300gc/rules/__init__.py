"""Who is linked, what is collected, what the books say. Pure: no clock, disk or network."""
