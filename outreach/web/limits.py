"""Limits on how often. By account or by device, and only generously by address: a whole centre has one."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)
