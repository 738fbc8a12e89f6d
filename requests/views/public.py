"""What everyone may read: the start page, the SOP, the terms of use."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from requests import sop
from requests.models import Terms

public = method_decorator(login_not_required, name="dispatch")


@public
class HomeView(TemplateView):
    template_name = "requests/home.html"
    extra_context = {
        "steps": sop.STEPS,
        "total_minutes": sum(step.target_minutes or 0 for step in sop.STEPS),
    }


@public
class SopView(TemplateView):
    template_name = "requests/sop.html"
    extra_context = {"sop": sop}


@public
class TermsView(TemplateView):
    template_name = "requests/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = Terms.newest()
        clauses = terms.clauses(get_language() or "") if terms else []
        return super().get_context_data(terms=terms, clauses=clauses, **kwargs)
