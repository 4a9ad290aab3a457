"""XLSForm workbooks for tests, with one thing changed at a time."""

import io

from openpyxl import Workbook

HEAD = ["type", "name", "label::English (en)", "required", "relevant", "constraint", "statistics"]
CHOICES = [["list_name", "name", "label::English (en)"], ["way", "bus", "By bus"], ["way", "foot", "On foot"]]
SETTINGS = {"form_title": "Way to school", "form_id": "way", "version": 1}
SURVEY = [["select_one way", "how", "How?", "yes", "", "", "yes"], ["text", "where", "Where?", "", "${how} = 'bus'"]]


def workbook(survey=SURVEY, *, head=HEAD, choices=CHOICES, sheets=("survey", "choices", "settings"), **settings):
    made = Workbook()
    made.remove(made.active)
    values = SETTINGS | settings
    content = {"survey": [head, *survey], "choices": choices, "settings": [list(values), list(values.values())]}
    for name in sheets:
        sheet = made.create_sheet(name)
        for row in content[name]:
            sheet.append(row)
    if not sheets:
        made.create_sheet("other")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
