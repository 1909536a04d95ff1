"""The worker entry: the loop that runs the jobs."""
