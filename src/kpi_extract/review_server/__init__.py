"""The review page with editing, on this machine alone.

session   what is looked at and what a person said of it; knows no network
app       the few addresses, and who may ask for them
serving   a port, a token, an end
"""
