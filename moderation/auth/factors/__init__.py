"""The second factor: codes of an authenticator app, and the recovery codes on paper that stand in for it.

    having       who has one, who must
    totp         the app's codes: each opens the door once
    recovery     the codes on paper
    losing       an administrator takes somebody's factors away, so that they can set up new ones

Passkeys are a second factor too, and more: see `moderation.auth.passkeys`.
"""
