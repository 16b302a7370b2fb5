# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""Contains methods for accessing the API"""
