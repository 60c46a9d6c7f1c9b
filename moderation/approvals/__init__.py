"""A second pair of eyes: a decision about risky feedback is proposed by one member and confirmed by another."""
