"""Many documents: one outcome each, nothing lost, whatever one of them or the machine does."""
