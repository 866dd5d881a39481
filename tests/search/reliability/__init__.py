"""Whatever happens to the index: damage, dead processes, held locks, refused reports."""
