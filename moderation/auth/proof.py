"""Before somebody changes how anybody signs in, they show once more who they are, unless they did so lately."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from moderation.auth import guard

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def proved(back: str) -> Callable[[View[P]], View[P]]:
    """Put on a view that is only for who proved lately who they are; everybody else does so first, and is then led to
    the page `back`, an endpoint with the view's own arguments where it takes them."""

    def narrowed(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if guard.member().proved_lately:
                return view(*args, **kwargs)
            takes = current_app.url_map.is_endpoint_expecting
            values: dict[str, Any] = {name: value for name, value in kwargs.items() if takes(back, name)}
            return redirect(url_for("desk_account.prove", next=url_for(back, **values)), 303)

        return checked

    return narrowed
