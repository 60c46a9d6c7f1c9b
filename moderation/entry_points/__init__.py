"""QR codes, links and posters: made, counted, printed and retired."""
