"""The mathematics of ranking: arrays in, scored ideas with explanations out."""
