"""python -m kpi_extract."""

from kpi_extract.cli import main

if __name__ == "__main__":
    main()
