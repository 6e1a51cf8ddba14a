"""A Python client of the public API: nothing here that any other program could not do."""

from cliploop.client.client import Client, Order
from cliploop.client.problems import JobFailed, Refused, Unreachable
from cliploop.client.versions import Versions
from cliploop.client.workflows import Workflows

__all__ = ["Client", "JobFailed", "Order", "Refused", "Unreachable", "Versions", "Workflows"]
