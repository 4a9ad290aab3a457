"""Logs say what happened, never to whom: no values of a request, no values of a row."""

from __future__ import annotations

import logging


class WithoutValues(logging.Filter):
    """Cut what could carry content: request bodies never reach a log, and a failed row's values are dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = self._outline(record), ()
            record.exc_info, record.exc_text = None, None
        record.__dict__.pop("request", None)
        return True

    @staticmethod
    def _outline(record: logging.LogRecord) -> str:
        """The kind of error and where it rose, without its message, which may quote a value."""
        if record.exc_info is None or record.exc_info[1] is None:
            return str(record.msg)
        places, trace = [], record.exc_info[2]
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        ours = [place for place in places[:-1] if "/tutela/" in place and "site-packages" not in place]
        said = " from ".join([*places[-1:], *ours[-1:]]) or "?"
        return f"{type(record.exc_info[1]).__name__} at {said}"
