"""
The answers of both clients, by one address. Holds nothing itself.
"""

from .awaiting_response import AsyncGatewayResponse, AsyncGatewayStream
from .blocking_response import GatewayResponse, GatewayStream

__all__ = ["AsyncGatewayResponse", "AsyncGatewayStream", "GatewayResponse", "GatewayStream"]
