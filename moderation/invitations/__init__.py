"""The administrators' half of letting people in: invitations, and help for who cannot get in any more."""
