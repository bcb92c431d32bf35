"""Reports of several years beside each other. Pure: records in, plain records out.

linking      which indicator of one report is which of another
differences  what the later report says otherwise
panel        every value of all reports in one table
"""
