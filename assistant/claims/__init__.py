"""Reads sentences about the codes as claims, and finds where they leave what their clauses say."""

from assistant.claims.lexicon import Lexicon

__all__ = ["Lexicon"]
