"""
What the document says: operations, schemas, refusals, assumptions. Knows no request.
"""
