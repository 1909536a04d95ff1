"""The form, the receipt pages and the interface for programs: what people without a name see."""
