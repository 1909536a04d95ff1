"""The worker: does by itself what is due for each campaign, for months, and beside other workers."""
