"""For mypy: in a view `request.user` is a `User`.

LoginRequiredMiddleware lets nobody else into a view; one marked `login_not_required` asks `is_authenticated` first.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.typeops import make_simplified_union
from mypy.types import Instance, Type, UnionType, get_proper_type


class SignedIn(Plugin):
    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return without_anonymous if fullname == "django.http.request.HttpRequest.user" else None


def without_anonymous(context: AttributeContext) -> Type:
    user = get_proper_type(context.default_attr_type)
    if not isinstance(user, UnionType):
        return user
    kinds = [get_proper_type(kind) for kind in user.items]
    return make_simplified_union(
        [kind for kind in kinds if not (isinstance(kind, Instance) and kind.type.name == "AnonymousUser")]
    )


def plugin(version: str) -> type[Plugin]:
    return SignedIn
