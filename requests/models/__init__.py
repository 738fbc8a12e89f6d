from requests.models.access_request import AccessRequest
from requests.models.attachment import Attachment
from requests.models.attachment_page import AttachmentPage
from requests.models.credential import Credential
from requests.models.digest import Digest
from requests.models.disposition import Disposition
from requests.models.document import AgendaBook, Document, MonthlyReport, Preview
from requests.models.holiday import Holiday
from requests.models.letterhead import Letterhead
from requests.models.note import Note
from requests.models.office_hours import OfficeHours
from requests.models.opening import Opening
from requests.models.ramadan import Ramadan
from requests.models.register_entry import AgendaCounter, RegisterEntry
from requests.models.register_export import RegisterExport
from requests.models.search_text import Renaming, SearchText
from requests.models.server import Server
from requests.models.server_account import ServerAccount
from requests.models.terms import Terms

__all__ = [
    "AccessRequest",
    "AgendaBook",
    "AgendaCounter",
    "Attachment",
    "AttachmentPage",
    "Credential",
    "Digest",
    "Disposition",
    "Document",
    "Holiday",
    "Letterhead",
    "MonthlyReport",
    "Note",
    "OfficeHours",
    "Opening",
    "Preview",
    "Ramadan",
    "RegisterEntry",
    "RegisterExport",
    "Renaming",
    "SearchText",
    "Server",
    "ServerAccount",
    "Terms",
]
