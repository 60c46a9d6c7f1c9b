"""What staff do to a piece of feedback: each action one transaction with permission, version and record.

    perform ──> lock the row ──> may this member? ──> is their page current? ──> audit record
                                                    ──> the step: change and history ──> commit

The steps are plain functions of (session, feedback, member, data) in the modules beside this one.
"""
