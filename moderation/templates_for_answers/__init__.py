"""The words that answers begin with: added, changed and retired by moderators and administrators."""
