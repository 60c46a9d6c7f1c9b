"""A trust's own sign-in: OpenID Connect, authorisation code with PKCE, state and nonce.

    provider   talking to it: where its doors are, its keys, exchanging the code, what its token must say
    people     who of ours that is: linked by issuer and subject, found once by verified email
    views      the way there and back, and out again

The role never comes from there: it is what an administrator gave here. Whether a second factor is asked for is the
provider's to say; we ask for none of ours after it.
"""
