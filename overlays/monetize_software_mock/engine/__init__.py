"""
Lets time pass: what is due, in which order, in whose transaction. Knows no route.
"""
