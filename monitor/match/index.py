"""All queries at once."""

from __future__ import annotations

from monitor.match.document import Document
from monitor.match.oracle import oracle
from monitor.model import Span
from monitor.query import Query


class Index:
    """Standing queries by id."""

    def __init__(self) -> None:
        self._queries: dict[str, Query] = {}

    def add(self, query_id: str, query: Query) -> None:
        self._queries[query_id] = query

    def remove(self, query_id: str) -> None:
        del self._queries[query_id]

    def match(self, document: Document) -> dict[str, tuple[Span, ...]]:
        found = {query_id: oracle(query, document) for query_id, query in self._queries.items()}
        return {query_id: spans for query_id, spans in found.items() if spans is not None}
