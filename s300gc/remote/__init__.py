"""The only code that speaks HTTP: what the two systems send becomes frozen values here."""
