"""One printed value → one typed value: text, numbers, periods, units. Pure; knows no tables."""
