"""Corrections made by people: kept beside the document, applied again after each extraction, never written into it.

file   the corrections of one document as JSON
apply  records and corrections → records, and what no longer fits
"""
