"""Acts as text for other programs and for readers. Pure: acts in, one text out.

    json_lines, record, detail      JSON: one object an act, and an act with all that is known of it
    json_ld                         linked data: one graph with acts, agreements, states and stories
    csv_text, markdown              a line a row of the register
    calendar                        iCalendar: an event a row that has an end date

All but `json_lines`, `record` and `detail` leave rejected acts out. What is beside the acts is given by act
id: their alerts, and the addresses of their best stories.
"""

from __future__ import annotations

from monitor.exports.calendar import HOST, calendar, calendar_events, in_calendar
from monitor.exports.csv_table import COLUMNS, csv_lines, csv_text, table_text
from monitor.exports.json_ld import dossier_ld, json_ld
from monitor.exports.json_records import detail, json_lines, record
from monitor.exports.markdown import markdown
from monitor.exports.words import sentence, show_end, show_treaty_date

__all__ = [
    "COLUMNS", "HOST", "calendar", "calendar_events", "csv_lines", "csv_text", "detail", "dossier_ld",
    "in_calendar", "json_ld", "json_lines", "markdown", "record", "sentence",
    "show_end", "show_treaty_date", "table_text",
]  # fmt: skip
