"""Every address of the site. Addresses are Indonesian and stable."""

from django.conf import settings
from django.urls import include, path

from helpdesk import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("akun/", include("accounts.urls")),
    path("", include("requests.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/surat/", views.demo_mail, name="demo_mail"))
