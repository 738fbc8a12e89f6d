"""Dates and times as Indonesian offices write them: 1 Oktober 2021, 10.15 WIB."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = r"H.i \W\I\B"
DATETIME_FORMAT = r"j F Y, H.i \W\I\B"
SHORT_DATETIME_FORMAT = r"j M Y, H.i \W\I\B"
