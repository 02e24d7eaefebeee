"""Search for sessions and speakers of the public programme, by part of a word in either language, or its 초성."""

from program.search.finding import Found, find
from program.search.index import reindex, reindex_all
from program.search.question import Question
from program.search.showing import passage, pieces

__all__ = ["Found", "Question", "find", "passage", "pieces", "reindex", "reindex_all"]
