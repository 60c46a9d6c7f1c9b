"""What administrators manage: the page that leads to every part of it, and the rules that all parts share."""
