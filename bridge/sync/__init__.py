"""The engine: desired and observed state, three-way comparison, plan, guard, journal, forum."""
