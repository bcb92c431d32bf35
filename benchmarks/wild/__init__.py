"""What becomes of files nobody here has seen: a folder of them through the isolated batch.

    python -m benchmarks.wild FOLDER

Results go to out/wild: batch/ (the run itself, which goes on where it stopped), seen.jsonl, report.md. Delete the folder
after a change of the program; the same folder again only reads what is new.
"""
