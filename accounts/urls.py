"""Sign-up, sign-in and one's own data: allauth's views at Indonesian addresses, under allauth's names.

Those that change something are transactions, so that what they change and the mails about it come together.
"""

from allauth.account import views as allauth_views
from django.db.transaction import atomic
from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("daftar/", atomic(allauth_views.signup), name="account_signup"),
    path("masuk/", allauth_views.login, name="account_login"),
    path("keluar/", allauth_views.logout, name="account_logout"),
    path("nonaktif/", allauth_views.account_inactive, name="account_inactive"),
    path("masuk-ulang/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("email/", atomic(allauth_views.email), name="account_email"),
    path("konfirmasi-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^konfirmasi-email/(?P<key>[-:\w]+)/$", atomic(allauth_views.confirm_email), name="account_confirm_email"),
    path("sandi/ubah/", atomic(allauth_views.password_change), name="account_change_password"),
    path("sandi/buat/", atomic(allauth_views.password_set), name="account_set_password"),
    path("sandi/atur-ulang/", atomic(allauth_views.password_reset), name="account_reset_password"),
    path("sandi/atur-ulang/terkirim/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/atur-ulang/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        atomic(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/atur-ulang/selesai/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("data-diri/", views.ProfileView.as_view(), name="profile"),
    path("pemohon/", views.ApplicantsOfAgencyView.as_view(), name="applicants_of_agency"),
    path("pemohon/<uuid:pk>/konfirmasi/", views.ConfirmAgencyView.as_view(), name="confirm_agency"),
]
