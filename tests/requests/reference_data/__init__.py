"""`/kelola/`: what the Super Admin keeps, and what not even the Super Admin may do."""
