"""The audit trail as people read it: on the page of each feedback, and searched by administrators."""
