"""The papers of the SOP: what each says, how it is made, and who gets it."""
