"""What each role may do, in plain words, made from what is enforced."""
