"""Sign-up, sign-in and one's own data: allauth's views at Indonesian addresses, under allauth's names.

Those that change something are transactions, so that what they change and the mails about it come together.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from django.db.transaction import atomic
from django.urls import path, re_path, reverse_lazy

from accounts import views

urlpatterns = [
    path("daftar/", views.in_even_time(atomic(allauth_views.signup)), name="account_signup"),
    path("masuk/", views.in_even_time(allauth_views.login), name="account_login"),
    path("keluar/", allauth_views.logout, name="account_logout"),
    path("nonaktif/", allauth_views.account_inactive, name="account_inactive"),
    path("masuk-ulang/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("email/", atomic(views.own_email), name="account_email"),
    path("konfirmasi-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^konfirmasi-email/(?P<key>[-:\w]+)/$", atomic(allauth_views.confirm_email), name="account_confirm_email"),
    path("sandi/ubah/", atomic(allauth_views.password_change), name="account_change_password"),
    path("sandi/buat/", atomic(allauth_views.password_set), name="account_set_password"),
    path(
        "sandi/atur-ulang/",
        views.in_even_time(atomic(allauth_views.password_reset)),
        name="account_reset_password",
    ),
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
    path("langkah-kedua/", mfa_views.index, name="mfa_index"),
    path("langkah-kedua/masuk/", mfa_views.authenticate, name="mfa_authenticate"),
    path("langkah-kedua/masuk-ulang/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("langkah-kedua/aplikasi/pasang/", atomic(totp_views.activate_totp), name="mfa_activate_totp"),
    path("langkah-kedua/aplikasi/lepas/", atomic(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("langkah-kedua/kode-pemulihan/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "langkah-kedua/kode-pemulihan/baru/",
        atomic(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("langkah-kedua/kunci-sandi/masuk/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path(
        "langkah-kedua/kunci-sandi/masuk-ulang/",
        passkey_views.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("langkah-kedua/kunci-sandi/tambah/", atomic(passkey_views.add_webauthn), name="mfa_add_webauthn"),
    path(
        "langkah-kedua/kunci-sandi/<int:pk>/hapus/",
        atomic(passkey_views.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))),
        name="mfa_remove_webauthn",
    ),
    path("sesi/", views.SessionsView.as_view(), name="sessions"),
    path("data-diri/", views.ProfileView.as_view(), name="profile"),
    path("persetujuan/", views.ProposalsView.as_view(), name="proposals"),
    path("persetujuan/<uuid:pk>/", views.ProposalView.as_view(), name="proposal"),
    path("persetujuan/<uuid:pk>/surat-perintah/", views.MandateView.as_view(), name="mandate"),
    path("pemohon/", views.ApplicantsOfAgencyView.as_view(), name="applicants_of_agency"),
    path("pemohon/<uuid:pk>/konfirmasi/", views.ConfirmAgencyView.as_view(), name="confirm_agency"),
]
