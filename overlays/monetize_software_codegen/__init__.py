"""
The generator's templates, and the commands around it: generate, check, docs, diff. For developers; not shipped.
"""
