"""Admission without identity: who may hand something in, without anybody's name.

A ticket admits once: a form that was opened here, an invitation on paper, a solved challenge. What is kept of
a ticket is that it was used, in a store of its own under a key of its own. Neither shares a key, an id or a
column with the store of ideas, so nothing ties an idea to the ticket with which it came.
"""
