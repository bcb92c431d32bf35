"""How the made-up pages become files: Word, Excel, web page, drawn by hand, and PDFs made over."""
