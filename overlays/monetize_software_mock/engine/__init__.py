"""
Lets time pass: timeline, due actions, planting, request log, comparison. Knows no route.
"""
