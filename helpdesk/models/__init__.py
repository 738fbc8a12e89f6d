from helpdesk.models.append_only import AppendOnly
from helpdesk.models.job import Job, JobState
from helpdesk.models.message import Message

__all__ = ["AppendOnly", "Job", "JobState", "Message"]
