from accounts.models.agency import Agency
from accounts.models.appointment import Appointment
from accounts.models.audit_entry import AuditEntry, AuditHead
from accounts.models.data_request import DataRequest
from accounts.models.notice import Notice
from accounts.models.proposal import Proposal
from accounts.models.session import Session
from accounts.models.user import User

__all__ = ["Agency", "Appointment", "AuditEntry", "AuditHead", "DataRequest", "Notice", "Proposal", "Session", "User"]
