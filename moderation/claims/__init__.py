"""Who has what open, for everybody to see: claims never stop a decision, they keep people from meeting at one."""
