"""Web hooks: what happened is written down with its deed and delivered afterwards, one after the other.

A single thread delivers, so a slow receiver holds up everybody, as on a forum with one worker. Only receivers
on this machine are called.
"""

from bridge.sandbox.hooking.courier import Courier, install

__all__ = ["Courier", "install"]
