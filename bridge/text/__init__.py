"""Personal-data detection and near-duplicate search."""
