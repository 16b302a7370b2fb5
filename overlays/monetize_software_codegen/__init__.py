"""
The generator's templates, and the commands around it: generate, check, docs. For developers; not shipped.
"""
