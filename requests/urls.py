"""Addresses of the requests app; every act of the SOP has one, made from the SOP's table."""

from django.urls import path

from requests import sop
from requests.views import (
    agenda,
    applicant,
    audit,
    credential,
    decision,
    desk,
    draft,
    papers,
    personal_data,
    public,
    reference_data,
    register,
    second_person,
    verification,
)

urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("sop/", public.SopView.as_view(), name="sop"),
    path("ketentuan/", public.TermsView.as_view(), name="terms"),
    path("privasi/", public.PrivacyView.as_view(), name="privacy"),
    path("akun/email/usulan/", second_person.ProposeOwnEmailView.as_view(), name="propose_own_email"),
    path("akun/data-saya/", personal_data.OwnDataView.as_view(), name="own_data"),
    path("akun/data-saya/unduh/", personal_data.OwnDataFileView.as_view(), name="own_data_file"),
    path("akun/data-saya/<slug:kind>/", personal_data.AskView.as_view(), name="ask_about_data"),
    path("verifikasi/<slug:code>/", verification.verify, name="verify"),
    path("permohonan/", applicant.MyRequestsView.as_view(), name="my_requests"),
    path("permohonan/baru/", draft.NewRequestView.as_view(), name="new_request"),
    path("permohonan/<uuid:pk>/", decision.AccessRequestView.as_view(), name="access_request"),
    path("permohonan/<uuid:pk>/ubah/periksa/", draft.CheckAnswersView.as_view(), name="check_answers"),
    path("permohonan/<uuid:pk>/ubah/<slug:part>/", draft.EditPartView.as_view(), name="edit_part"),
    path("permohonan/<uuid:pk>/unggah/<slug:kind>/", draft.UploadView.as_view(), name="upload"),
    path("permohonan/<uuid:pk>/formulir/", draft.DraftFormView.as_view(), name="draft_form"),
    path("permohonan/<uuid:pk>/hapus/", draft.DeleteDraftView.as_view(), name="delete_draft"),
    path("permohonan/<uuid:pk>/kredensial/", credential.CredentialView.as_view(), name="credential"),
    *(
        path(f"permohonan/<uuid:pk>/{act.slug}/", decision.ActView.as_view(act=act), name=act.name)
        for act in sop.TRANSITIONS
    ),
    path("permohonan/<uuid:pk>/berkas/", papers.BundleView.as_view(), name="bundle"),
    path("permohonan/<uuid:pk>/pencabutan/", papers.RevocationPreviewView.as_view(), name="revocation_preview"),
    path("meja/", desk.DeskView.as_view(), name="desk"),
    path("meja/jumlah/", desk.desk_counts, name="desk_counts"),
    path("meja/disposisi/", desk.DisposeTogetherView.as_view(), name="dispose_together"),
    path("meja/ikhtisar/", desk.OverviewView.as_view(), name="overview"),
    path("meja/pengganti/", second_person.ProposeSubstituteView.as_view(), name="propose_substitute"),
    path("meja/<slug:slug>/", desk.DeskView.as_view(), name="desk_list"),
    path("agenda/", register.RegisterView.as_view(), name="register"),
    path("agenda/buku/", agenda.AgendaBookView.as_view(), name="agenda_book"),
    path("agenda/buku/arsip/", agenda.AgendaArchiveView.as_view(), name="agenda_archive"),
    path("dokumen/<uuid:pk>/", papers.PaperView.as_view(), name="paper"),
    path("dokumen/<uuid:pk>/ukuran/", papers.PaperSizeView.as_view(), name="paper_size"),
    path("dokumen/<uuid:pk>/halaman/<int:number>/", papers.PageImageView.as_view(), name="paper_page"),
    path("kelola/", reference_data.IndexView.as_view(), name="reference_data"),
    path("kelola/audit/", audit.AuditView.as_view(), name="audit"),
    path("kelola/audit/ekspor/", audit.AuditExportView.as_view(), name="audit_export"),
    path("kelola/audit/pemeriksa/", audit.AuditVerifierView.as_view(), name="audit_verifier"),
    path("kelola/permintaan-data/", personal_data.DataRequestsView.as_view(), name="data_requests"),
    path("kelola/permintaan-data/<uuid:pk>/", personal_data.DataRequestView.as_view(), name="data_request"),
    # Before those that hold for every kind of reference data.
    path("kelola/penugasan-jabatan/baru/", second_person.ProposeAppointmentView.as_view(), name="propose_appointment"),
    path(
        "kelola/orang/<uuid:pk>/usulan/<slug:act>/",
        second_person.ProposeForAccountView.as_view(),
        name="propose_for_account",
    ),
    path("kelola/<slug:kind>/", reference_data.RowsView.as_view(), name="reference_rows"),
    path("kelola/<slug:kind>/baru/", reference_data.AddView.as_view(), name="reference_add"),
    path("kelola/<slug:kind>/<uuid:pk>/", reference_data.ChangeView.as_view(), name="reference_change"),
]
