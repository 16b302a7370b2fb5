# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""Contains endpoint functions for accessing the API"""
