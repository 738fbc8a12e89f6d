"""What everyone may read: the start page, the SOP, the help, the terms of use."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from requests import sop
from requests.help import BY_SLUG, GUIDES
from requests.models import Letterhead, Terms
from requests.reports import ENOUGH, RECENT, recent_working_times

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
    """The SOP's targets beside what the steps took of late."""

    template_name = "requests/sop.html"
    extra_context = {"sop": sop, "enough": ENOUGH, "recent_days": RECENT.days}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = recent_working_times()
        steps = [(step, recent.get(step.number)) for step in sop.STEPS]
        return super().get_context_data(steps=steps, **kwargs)


@public
class HelpView(TemplateView):
    template_name = "requests/help.html"
    extra_context = {"guides": GUIDES}


@public
class GuideView(TemplateView):
    """The help of one role (`requests.help`)."""

    template_name = "requests/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if kwargs["slug"] not in BY_SLUG:
            raise Http404
        return super().get_context_data(guide=BY_SLUG[kwargs["slug"]], **kwargs)


@public
class TermsView(TemplateView):
    template_name = "requests/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = Terms.newest()
        clauses = terms.clauses(get_language() or "") if terms else []
        return super().get_context_data(terms=terms, clauses=clauses, **kwargs)


@public
class PrivacyView(TemplateView):
    """The privacy notice (UU 27/2022, Ps. 5 and 21): its words and their version stand in the template."""

    template_name = "requests/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = {kind: round(days / 365) for kind, days in settings.RETENTION_DAYS.items()}
        return super().get_context_data(letterhead=Letterhead.newest(), years=years, **kwargs)
