"""The proof of anonymity: send marked ideas through every door, let everything run, and look for the marks.

Everything is real: the commands as processes of their own, the form over HTTP, the embedded forum with its
moderators, members and web hooks. Whoever sent an idea leaves marks (account, e-mail, address, browser, the
second of sending, the words that had to be masked, the receipt, keys); afterwards every place that outlives
the request is searched for them, in the clear and in the usual encodings.
"""
