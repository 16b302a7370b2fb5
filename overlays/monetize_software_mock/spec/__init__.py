"""
What openapi.yaml says: routes, schemas, error examples, assumptions. Knows no request.
"""
