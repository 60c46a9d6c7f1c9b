"""Breaking the glass: seeing how a person can be reached, where somebody may be in danger or it cannot wait.

    asked, with a reason ──> agreed by somebody else ──> seen, again and again, until the time is over
              │                        │                      │ the person is told, unless that would harm
              ├──> refused             └──> or, where the preferences allow it, decided alone by an administrator:
              └──> unanswered in time       every administrator is told at once

Each step is on record with who took it. The number stands on one page alone, for who asked, after their password.
"""
