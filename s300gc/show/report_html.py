"""A report as one HTML file: nothing in it is fetched from anywhere, and it runs no script."""

from s300gc.flows.report import Report
from s300gc.show.report_page import page
from s300gc.show.report_tables import Chart, Fold, Table, is_zero, written

BAR_STEP = 38
"""Height of one bar of a chart with its label, in CSS pixels."""


def text(found: Report) -> str:
    """Write a report as HTML. Every text is escaped: customers' names are not ours.

    Raises ImportError where the extra ``report`` is not installed.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("s300gc.show", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["written"] = written
    environment.tests["zero"] = is_zero
    environment.tests["table"] = lambda block: isinstance(block, Table)
    environment.tests["chart"] = lambda block: isinstance(block, Chart)
    environment.tests["fold"] = lambda block: isinstance(block, Fold)
    template = environment.get_template("report.html")
    return template.render(page=page(found), step=BAR_STEP)
