"""
Holds a running server against `openapi.yaml` and reports what matched. Knows neither the client nor the mock server.
"""
