"""The themes that feedback can be about, and how good the suggestions of them are; for administrators."""
